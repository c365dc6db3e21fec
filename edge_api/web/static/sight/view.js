// The camera's picture with what was read, the grid, marks, slots and numbers drawn over it; the lamps; and corners that are clicked into it.

import { html, svg } from "../svg.js";
import { isMarked } from "./guide.js";

const STILL_SHARP = 0.6; // of what the calibration's own pictures had
const GOOD = { clipped: 0.02, card_px: 90, jitter_ms: 20 };
const by = (id) => document.getElementById(id);

export class View {
  #still = by("sight-still");
  #over = by("sight-over");
  #word = by("sight-word");
  #shown = {};
  #asked = 0; // pictures, and the latest of them that came
  #latest = 0;
  #waits = null; // what a click is for

  constructor(board) {
    this.board = board;
    this.marks = [];
    this.slots = [];
    this.#over.addEventListener("click", (click) => this.#clicked(click));
  }

  // An answer of the board: its picture, if one came, and all that is to be drawn.
  async show({ told, still }) {
    this.#shown = { ...this.#shown, ...(told.reads ? { numbers: [] } : {}), ...told };
    if (told.width) this.#lamps(told);
    if (still) {
      this.#word.textContent = "The picture is coming";
      await this.#picture(still);
    }
    this.draw();
  }

  // What was shown before goes when this one does not come: nobody names what lies in another picture.
  async #picture(still) {
    const turn = ++this.#asked;
    try {
      const address = await this.board.picture(still);
      if (turn < this.#latest) return; // a later one was quicker
      this.#latest = turn;
      this.#still.src = address;
      this.#still.hidden = false;
      this.#over.removeAttribute("hidden"); // an SVG element has no property of that name
      this.#word.textContent = "";
    } catch (wrong) {
      if (turn < this.#latest) return;
      this.#latest = turn;
      this.#still.hidden = true;
      this.#over.setAttribute("hidden", "");
      this.#word.textContent = wrong.message;
    }
  }

  // How many numbers are drawn on the rotor.
  get numbers() {
    return this.#shown.numbers?.length ?? 0;
  }

  // The next clicks are corners; `each` is told of every one, `all` when there are four. Escape gives up.
  corners(each, all) {
    this.#waits = { each, all, points: [] };
    this.#over.classList.add("waits");
  }

  giveUp() {
    this.#waits = null;
    this.#over.classList.remove("waits");
    this.draw();
  }

  draw() {
    const { width = 1280, height = 720, reads = [], grid = [], numbers = [] } = this.#shown;
    this.#over.setAttribute("viewBox", `0 0 ${width} ${height}`);
    const size = width / 45;
    this.#over.replaceChildren(
      ...grid.map(([[x1, y1], [x2, y2]]) => svg("line", { class: "grid", x1, y1, x2, y2 })),
      ...this.slots.flatMap(({ name, quad }) => [outline("slot", quad), words(quad[0], name, size, "slot")]),
      ...reads.flatMap(({ value, quad, accepted }) => [outline(accepted ? "read sure" : "read", quad), words(quad[0], value ?? "?", size, "read")]),
      ...(numbers.length ? [outline("rim", numbers.map(({ at }) => at))] : []),
      ...numbers.map(({ value, at }) => words(at, value, size * 0.7, "number")),
      ...this.marks.flatMap((at, place) => (isMarked(at) ? [svg("circle", { class: "mark", cx: at[0], cy: at[1], r: size / 3 }), words(at, place + 1, size, "mark")] : [])),
      ...(this.#waits?.points ?? []).map(([cx, cy]) => svg("circle", { class: "corner", cx, cy, r: size / 4 })),
    );
  }

  #clicked(click) {
    if (!this.#waits) return;
    const box = this.#over.getBoundingClientRect();
    const { width = 1280, height = 720 } = this.#shown;
    const at = [((click.clientX - box.left) / box.width) * width, ((click.clientY - box.top) / box.height) * height].map((part) => Math.round(part * 10) / 10);
    const { each, all, points } = this.#waits;
    points.push(at);
    each?.(at, points.length);
    if (points.length === 4) {
      this.giveUp();
      all?.(points);
    }
    this.draw();
  }

  #lamps({ sharpness, clipped, card_px: card, jitter_ms: jitter, drift_px: drift, moved, session }) {
    const usual = session?.in_force?.sharpness ?? null;
    const unsigned = session?.in_force ? "no verdict: not measured when what is in force was signed" : "no verdict until a calibration is signed here";
    const rows = [
      usual === null ? ["Sharpness", sharpness.toFixed(1), null, "", unsigned] : ["Sharpness", `${sharpness.toFixed(1)} of ${usual.toFixed(1)}`, sharpness >= STILL_SHARP * usual, `at least ${STILL_SHARP * 100} %`],
      ["Clipped", `${(clipped * 100).toFixed(1)} %`, clipped <= GOOD.clipped, `at most ${GOOD.clipped * 100} %`],
      ...(card === undefined || card === null ? [] : [["Card width", `${Math.round(card)} px`, card >= GOOD.card_px, `at least ${GOOD.card_px} px`]]),
      ["Jitter", jitter === null ? "–" : `${jitter.toFixed(1)} ms`, jitter === null ? null : jitter <= GOOD.jitter_ms, `at most ${GOOD.jitter_ms} ms`, "known after a few more pictures"],
      ...(moved === undefined ? [] : [["Drift", drift === null ? "marks not seen" : `${drift.toFixed(1)} px`, !moved]]),
    ];
    by("sight-lamps").replaceChildren(...rows.map(lamp));
  }
}

// `limit`: what it is held against, where this page holds it; `waits`: why there is no verdict yet.
function lamp([name, value, good, limit, waits]) {
  const [tone, word] = good === null ? ["quiet", waits] : good ? ["go", "good"] : ["bad", "bad"];
  const said = good === null || !limit ? word : `${word}, ${limit}`;
  return html("li", { class: `lamp ${tone}` }, html("span", { class: "name" }, name), html("strong", {}, value), html("span", { class: "verdict" }, said));
}

function outline(kind, quad) {
  return svg("polygon", { class: kind, points: quad.map((point) => point.join(",")).join(" ") });
}

function words([x, y], text, size, kind) {
  return svg("text", { class: kind, x, y, "font-size": size, "text-anchor": "middle" }, String(text));
}
