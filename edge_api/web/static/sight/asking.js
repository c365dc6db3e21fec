// Asks a table's board a step of the calibration and waits for its answer. Throws an Error whose message may be shown.

const PATIENCE_MS = 90_000;
const PICTURE_TRIES = 3; // the edge waits for it at each

export class Board {
  constructor(table, may) {
    this.path = `/floor/tables/${table}/camera`;
    this.may = may;
  }

  // {told, still}: the board's JSON, and the hash of the picture that came with it, or null.
  async ask(step, told = {}) {
    const path = this.may === "look" && step === "look" ? "look" : "ask";
    const body = path === "ask" ? JSON.stringify({ step, told }) : undefined;
    const { ask } = await this.#json(`${this.path}/${path}`, { method: "POST", body, headers: { "content-type": "application/json" } });
    const answer = await this.#answer(ask);
    if (!answer.ok) throw new Error(answer.said || "The board says no.");
    return { told: JSON.parse(answer.told), still: answer.stills[0] ?? null };
  }

  // The picture comes beside the answer, on a way of its own. Its address, once it is there.
  async picture(still) {
    for (let left = PICTURE_TRIES; left > 0; left--) {
      const answer = await fetch(`${this.path}/stills/${still}.jpg`);
      if (answer.status === 200) return answer.url;
      if (!answer.ok) throw new Error("The picture is not kept any more.");
    }
    throw new Error("The picture has not come.");
  }

  async #answer(ask) {
    for (const end = performance.now() + PATIENCE_MS; performance.now() < end;) {
      const answer = await this.#json(`${this.path}/answers/${ask}`);
      if (answer.state !== "waiting") return answer;
    }
    throw new Error("The board has not answered: look whether its camera looks.");
  }

  async #json(path, wish = {}) {
    let answer;
    try {
      answer = await fetch(path, { ...wish, cache: "no-store" });
    } catch {
      throw new Error("The edge does not answer.");
    }
    if (answer.status === 401) location.assign("/login");
    const body = await answer.json();
    if (!answer.ok) throw new Error(body.message ?? `The edge answered ${answer.status}.`);
    return body;
  }
}
