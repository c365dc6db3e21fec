// <clip-replay data-clip="…" data-timeline="…">: plays a round's clip frame by frame beside what happened in it. Shows what the edge has signed; decides nothing.

import { html, svg } from "./svg.js";

const ICONS = {
  betsopen: "open", betsclosed: "closed", card: "dealing", reading: "dealing", seats: "dealing", decided: "dealing", step: "spinning",
  gameresult: "settled", held: "held", released: "up", void: "void", respin: "spinning", device: "fault", supervisor: "bell", turn: "pending",
  insurance: "pending", bet: "idle", gap: "lost",
};
const SPEEDS = [0.1, 0.25, 0.5, 1, 2];
const USUAL_FRAME = 3000; // ticks of 1/90000 s
const MOST_BETS = 300; // lines in the list,
const MOST_NUMBERS = 6; // and bets named in each
const COPY_PATIENCE_MS = 1_800_000;
const KEYS = {
  ArrowLeft: (replay) => replay.step(-1), ArrowRight: (replay) => replay.step(1), ArrowUp: (replay) => replay.leap(-1),
  ArrowDown: (replay) => replay.leap(1), Home: (replay) => replay.seek(0), End: (replay) => replay.seek(Infinity), " ": (replay) => replay.toggle(),
};

class ClipReplay extends HTMLElement {
  #said; #video; #frame = 0; #items = []; #clock; #needle; #play;

  async connectedCallback() {
    if (this.#said || !this.dataset.clip) return;
    try {
      const answer = await fetch(this.dataset.timeline, { signal: AbortSignal.timeout(10_000) });
      const said = await answer.json();
      if (!answer.ok) throw new Error(said.message);
      this.#said = said;
      this.#build();
    } catch (failed) {
      this.replaceChildren(html("p", { class: "refusal", role: "alert" }, `The clip can't be shown: ${failed.message}`));
    }
  }

  // --- what others may ask ---------------------------------------------------------------------------------------------

  get frame() {
    return this.#frame;
  }

  get video() {
    return this.#video;
  }

  // To the middle of a frame's time on the screen, so that rounding can't show its neighbour.
  seek(frame) {
    const { pts, timescale } = this.#said;
    const place = Math.max(0, Math.min(pts.length - 1, frame));
    const lasts = Math.min(USUAL_FRAME, (pts[place + 1] ?? pts[place] + USUAL_FRAME) - pts[place]);
    this.#video.currentTime = (pts[place] + lasts / 2) / timescale;
    this.#show(place);
  }

  step(frames) {
    this.#video.pause();
    this.seek(this.#frame + frames);
  }

  // To the fact or bet before or behind this frame.
  leap(direction) {
    const frames = this.#items.map((item) => item.frame);
    const found = direction > 0 ? frames.find((frame) => frame > this.#frame) : frames.findLast((frame) => frame < this.#frame);
    if (found === undefined) return;
    this.#video.pause();
    this.seek(found);
  }

  toggle() {
    if (this.#video.paused) this.#video.play().catch(() => {});
    else this.#video.pause();
  }

  // --- building ----------------------------------------------------------------------------------------------------------

  #build() {
    this.#items = happened(this.#said).map((item) => ({ ...item, line: this.#line(item), mark: this.#mark(item) }));
    this.#clock = html("output", { class: "code", "aria-live": "off" });
    this.#needle = html("i", { class: "needle" });
    const screen = html("div", { class: "screen", tabindex: "0", role: "application", "aria-label": "Replay: arrow keys step by frame, up and down by event, space plays" }, this.#screen());
    const list = html("ol", { class: "happened", "aria-label": "What happened" }, ...this.#items.map((item) => item.line));
    this.replaceChildren(html("div", { class: "reel" }, screen, this.#bar(), this.#controls()), list);
    this.addEventListener("keydown", (key) => this.#key(key));
    this.#watch();
    this.#show(0);
  }

  #screen() {
    this.#video = html("video", { src: this.dataset.clip, preload: "auto", playsinline: "", "aria-label": "The round's picture" });
    this.#video.addEventListener("click", () => this.toggle());
    for (const name of ["play", "pause", "ended"]) this.#video.addEventListener(name, () => this.#pressed());
    this.#video.addEventListener("error", () => this.#again());
    this.#video.addEventListener("loadeddata", () => (this.dataset.loaded = "yes"));
    return this.#video;
  }

  #bar() {
    const bar = html("div", { class: "bar-of-time" }, ...this.#items.map((item) => item.mark), this.#needle);
    bar.addEventListener("click", (click) => {
      const box = bar.getBoundingClientRect();
      const { pts } = this.#said;
      this.seek(frameAt(pts, ((click.clientX - box.left) / box.width) * pts.at(-1)));
    });
    return bar;
  }

  #controls() {
    const button = (label, act, text) => {
      const made = html("button", { type: "button", class: "small", "aria-label": label, title: label }, text);
      made.addEventListener("click", act);
      return made;
    };
    this.#play = button("Play", () => this.toggle(), "Play");
    const speed = html("select", { "aria-label": "Speed" }, ...SPEEDS.map((rate) => html("option", { value: String(rate) }, `${rate} ×`)));
    speed.value = "1";
    speed.addEventListener("change", () => (this.#video.playbackRate = Number(speed.value)));
    return html("div", { class: "controls" },
      button("Event before", () => this.leap(-1), "«"), button("One frame back", () => this.step(-1), "−1"), this.#play,
      button("One frame on", () => this.step(1), "+1"), button("Next event", () => this.leap(1), "»"), speed, this.#clock);
  }

  #line(item) {
    const button = html("button", { type: "button" },
      icon(item.event), html("time", { datetime: item.at }, item.at.slice(11, 23)), html("span", {}, item.text));
    button.addEventListener("click", () => this.seek(item.frame));
    return html("li", { class: `is-${item.event}${item.odd ? " odd" : ""}` }, button);
  }

  #mark(item) {
    const { pts } = this.#said;
    const mark = html("i", { class: `mark is-${item.event}`, title: `${item.at.slice(11, 23)} ${item.text}` });
    mark.style.left = `${(100 * pts[Math.min(item.frame, pts.length - 1)]) / Math.max(1, pts.at(-1))}%`;
    return mark;
  }

  // --- while it plays ------------------------------------------------------------------------------------------------------

  #watch() {
    const { pts, timescale } = this.#said;
    const seen = (_, { mediaTime }) => {
      if (!this.#video.seeking) this.#show(frameAt(pts, Math.round(mediaTime * timescale))); // else the frame of before is told late
      this.#video.requestVideoFrameCallback(seen);
    };
    if (this.#video.requestVideoFrameCallback) this.#video.requestVideoFrameCallback(seen);
    else this.#video.addEventListener("timeupdate", () => this.#show(frameAt(pts, this.#video.currentTime * timescale)));
  }

  #show(frame) {
    const { pts, offset_ms: offsets, origin_ms: origin } = this.#said;
    this.#frame = frame;
    this.#clock.textContent = `${new Date(origin + offsets[frame]).toISOString().slice(11, 23)} UTC · frame ${frame + 1} of ${pts.length}`;
    this.#needle.style.left = `${(100 * pts[frame]) / Math.max(1, pts.at(-1))}%`;
    this.dataset.frame = frame;
    const current = this.#items.findLast((item) => item.frame <= frame && !item.passing);
    for (const { line, ...item } of this.#items) mark(line, item.frame === current?.frame && !item.passing, item.frame <= frame);
    if (current) keepInView(current.line);
  }

  #key(key) {
    const act = KEYS[key.key];
    if (!act || key.altKey || key.ctrlKey || key.metaKey || key.target.matches("select")) return;
    if (key.key === " " && key.target.matches("button")) return;
    key.preventDefault();
    act(this);
  }

  #pressed() {
    const word = this.#video.paused ? "Play" : "Pause";
    this.#play.textContent = word;
    this.#play.setAttribute("aria-label", word);
  }

  // A ticket lasts a few minutes: ask for the clip again, and go on where it was.
  #again() {
    if (this.dataset.again === String(this.#frame)) {
      this.#clock.textContent = "The video process does not give the clip: load this page again in a moment.";
      return;
    }
    this.dataset.again = this.#frame;
    const frame = this.#frame;
    this.#video.load();
    this.#video.addEventListener("loadedmetadata", () => this.seek(frame), { once: true });
  }
}

// Facts, bets by frame, and gaps, in the order in which they are seen. `passing`: a bet or gap, which is not what the round is at.
export function happened({ moments, bets, gaps, pts, offset_ms: offsets, origin_ms: origin }) {
  const facts = moments.map((moment) => ({ ...moment, odd: moment.effect.startsWith("ignored") }));
  const placed = new Map();
  for (const bet of bets) placed.set(bet.frame, [...(placed.get(bet.frame) ?? []), bet]);
  const inTime = [...placed];
  const lines = inTime.slice(0, MOST_BETS).map(([frame, same]) => betLine(frame, same, accepted(same)));
  const left = inTime.slice(MOST_BETS).flatMap(([, same]) => same);
  if (left.length) lines.push(betLine(left[0].frame, left, `and ${left.length} more bets accepted until ${left.at(-1).at.slice(11, 23)}: all are in the manifest`));
  const breaks = gaps.map((gap) => ({
    event: "gap", frame: Math.min(gap.frame, pts.length - 1), passing: true, text: `no picture for ${(gap.ms / 1000).toFixed(1)} s: ${gap.why}`,
    at: new Date(origin + offsets[Math.max(0, gap.frame - 1)]).toISOString(),
  }));
  return [...facts, ...lines, ...breaks].sort((one, two) => one.frame - two.frame || (one.at < two.at ? -1 : 1));
}

function betLine(frame, bets, text) {
  return { event: "bet", frame, at: bets[0].at, passing: true, text };
}

function accepted(bets) {
  const more = bets.length - MOST_NUMBERS;
  return `${bets.length === 1 ? "bet" : "bets"} accepted: ${bets.slice(0, MOST_NUMBERS).map(({ number }) => number).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}

// The frame that is on the screen at a time in ticks; half a tick is forgiven.
function frameAt(pts, ticks) {
  let low = 0;
  let high = pts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (pts[middle] <= ticks + 0.5) low = middle;
    else high = middle - 1;
  }
  return low;
}

function mark(line, isCurrent, isPast) {
  line.classList.toggle("past", isPast);
  if (isCurrent) line.setAttribute("aria-current", "true");
  else line.removeAttribute("aria-current");
}

// Scrolls the list, never the page.
function keepInView(line) {
  const list = line.parentElement;
  if (!list) return;
  const top = line.offsetTop - list.offsetTop;
  if (top < list.scrollTop) list.scrollTop = top;
  else if (top + line.offsetHeight > list.scrollTop + list.clientHeight) list.scrollTop = top + line.offsetHeight - list.clientHeight;
}

function icon(event) {
  const use = svg("use", { href: `/static/icons.svg#${ICONS[event] ?? "info"}` });
  return svg("svg", { class: "icon", "aria-hidden": "true" }, use);
}

// --- evidence copies -------------------------------------------------------------------------------------------------------

// A copy is made when it is asked for: ask until it is there, then have the browser keep it.
async function fetchCopy(link) {
  if (link.dataset.busy) return;
  const [word, end] = [link.textContent, performance.now() + COPY_PATIENCE_MS];
  link.dataset.busy = "yes";
  try {
    for (let status = 202; status === 202; ) {
      const leave = new AbortController();
      ({ status } = await fetch(link.href, { signal: leave.signal }));
      leave.abort();
      if (status === 200) location.assign(link.href);
      else if (status !== 202 || performance.now() > end) throw new Error();
      else await new Promise((later) => setTimeout(later, 1_000, (link.textContent = "The copy is being made")));
    }
    link.textContent = word;
  } catch {
    link.textContent = "No copy could be made";
  }
  delete link.dataset.busy;
}

document.addEventListener("click", (click) => {
  const link = click.target.closest("[data-evidence]");
  if (!link) return;
  click.preventDefault();
  fetchCopy(link);
});

customElements.define("clip-replay", ClipReplay);
