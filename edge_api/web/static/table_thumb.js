// <table-thumb data-table="…">: a still of the table, made anew each second while it can be seen, with its age. Old ones look it.

import { addresses } from "./floor_video.js";
import { html } from "./svg.js";

const EVERY_MS = 1000;
const OLD_MS = 3000;

class TableThumb extends HTMLElement {
  #image = html("img", { alt: `Picture of ${this.dataset.name ?? "the table"}`, hidden: "" });
  #word = html("span", { class: "age" }, "…");
  #watcher = new IntersectionObserver(([entry]) => this.#appear(entry.isIntersecting));
  #timer = 0;
  #capturedAt = null; // performance.now() at which the still was captured
  #asking = false;
  #url = "";

  connectedCallback() {
    this.replaceChildren(this.#image, this.#word);
    this.#watcher.observe(this);
  }

  disconnectedCallback() {
    this.#watcher.disconnect();
    this.#appear(false);
    URL.revokeObjectURL(this.#url);
  }

  #appear(isSeen) {
    clearInterval(this.#timer);
    this.#timer = isSeen ? setInterval(() => this.#look(), EVERY_MS) : 0;
    if (isSeen) this.#look();
  }

  async #look() {
    if (document.hidden || this.#asking) return this.#show();
    this.#asking = true;
    try {
      const { thumb } = await addresses(this.dataset.table);
      const answer = await fetch(thumb, { signal: AbortSignal.timeout(4 * EVERY_MS) });
      if (answer.ok) this.#take(await answer.blob(), Number(answer.headers.get("age-ms") ?? 0));
    } catch {
      // the age says it
    }
    this.#asking = false;
    return this.#show();
  }

  #take(still, ageMs) {
    URL.revokeObjectURL(this.#url);
    this.#image.src = this.#url = URL.createObjectURL(still);
    this.#image.hidden = false;
    this.#capturedAt = performance.now() - ageMs;
  }

  #show() {
    const ageMs = this.#capturedAt === null ? Infinity : performance.now() - this.#capturedAt;
    this.classList.toggle("old", ageMs > OLD_MS);
    const words = ageMs === Infinity ? "no picture" : ageMs > OLD_MS ? `stale: ${Math.round(ageMs / 1000)} s old` : `${(ageMs / 1000).toFixed(1)} s`;
    if (this.#word.textContent !== words) this.#word.textContent = words;
  }
}

customElements.define("table-thumb", TableThumb);
