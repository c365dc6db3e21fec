// Holds events until the frame that shows them is on the screen. Keeps their order, and never waits for a picture that does not come.

const LIMIT_MS = 3000; // nothing is held longer than this beyond the usual delay, whatever the clocks say

export class EventScheduler {
  released = 0;
  late = 0; // came when the frame that shows it was on the screen already
  byWall = 0; // released by the wall clock: there was no picture
  #held = [];
  #clock = null;
  #show;
  #now;
  #delayMs;

  // `show(event)` is called when an event may be seen. `now()`: Unix ms as the server counts them; `delayMs()`: how far the picture is behind.
  constructor(show, { now, delayMs = () => 150 }) {
    this.#show = show;
    this.#now = now;
    this.#delayMs = delayMs;
  }

  get holding() {
    return this.#held.length > 0;
  }

  // Is any event held for which `test(event)` is true?
  holds(test) {
    return this.#held.some(({ event }) => test(event));
  }

  // Hold an event until the picture shows `t` (Unix ms). One without a time follows those before it.
  hold(event, t = event.t ?? -Infinity, at = performance.now()) {
    if (this.#hasPassed(t, at)) this.late += 1;
    const before = this.#held.at(-1);
    this.#held.push({ event, t: Math.max(t, before?.t ?? -Infinity), at });
    if (this.#clock || t === -Infinity) this.#releaseDue(at);
  }

  // The clock has moved on: a frame is presented, or time has passed without one.
  release(clock, at = performance.now()) {
    this.#clock = clock;
    this.#releaseDue(at);
  }

  #hasPassed(t, at) {
    return this.#clock !== null && t !== -Infinity && !this.#clock.isDark(at) && t <= this.#clock.shownUtcMs;
  }

  #releaseDue(at) {
    for (let first = this.#held[0]; first; first = this.#held[0]) {
      const seen = first.t === -Infinity || this.#hasPassed(first.t, at);
      if (!seen && !this.#isOverdue(first, at)) return;
      if (!seen) this.byWall += 1;
      this.released += 1;
      this.#held.shift();
      this.#show(first.event);
    }
  }

  #isOverdue({ t, at: heldAt }, at) {
    const delayMs = this.#delayMs();
    if (at - heldAt > LIMIT_MS + delayMs) return true;
    return (this.#clock?.isDark(at) ?? true) && this.#now() >= t + delayMs;
  }
}
