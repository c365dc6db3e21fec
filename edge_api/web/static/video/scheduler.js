// Holds events until the frame that shows them is on the screen. Keeps their order, and never waits for a picture that does not come.

const LIMIT_MS = 3000; // nothing is held longer than this beyond the usual delay, whatever the clocks say
export const BACKLOG_MS = 2000; // what comes later than this waited somewhere: it says nothing of how events and picture go together

export class EventScheduler {
  released = 0;
  late = 0; // came when the frame that shows it was on the screen already
  byWall = 0; // released by the wall clock: there was no picture
  #held = [];
  #clock = null;
  #off = { events: 0, worstMs: null };
  #show;
  #now;
  #delayMs;

  // `show(event)` is called when an event may be seen. `now()`: Unix ms by the clock that captures and events are counted by; `delayMs()`: how
  // far the picture is behind.
  constructor(show, { now, delayMs = () => 150 }) {
    this.#show = show;
    this.#now = now;
    this.#delayMs = delayMs;
  }

  // How many events wait for their frame.
  get waiting() {
    return this.#held.length;
  }

  // Hold an event until the picture shows `t` (Unix ms). One without a time follows those before it.
  hold(event, t = event.t ?? -Infinity, at = performance.now()) {
    const isLive = t !== -Infinity && event.ev !== "snapshot" && this.#now() - t <= BACKLOG_MS;
    if (isLive && this.#hasPassed(t, at)) this.late += 1;
    const before = this.#held.at(-1);
    this.#held.push({ event, t: Math.max(t, before?.t ?? -Infinity), at, isLive });
    if (this.#clock || t === -Infinity) this.#releaseDue(at);
  }

  // The clock has moved on: a frame is presented, or time has passed without one.
  release(clock, at = performance.now()) {
    this.#clock = clock;
    this.#releaseDue(at);
  }

  // How far events were from the picture since this was asked last: how many were shown with one, and the time of the frame on the screen less
  // the event's, of the one farthest off (ms; below 0: before its frame). One that followed another counts by that one's time.
  takeOff() {
    const off = this.#off;
    this.#off = { events: 0, worstMs: null };
    return off;
  }

  #hasPassed(t, at) {
    return this.#hasPicture(at) && t !== -Infinity && t <= this.#clock.shownUtcMs;
  }

  #hasPicture(at) {
    return this.#clock !== null && !this.#clock.isDark(at);
  }

  #releaseDue(at) {
    for (let first = this.#held[0]; first; first = this.#held[0]) {
      const seen = first.t === -Infinity || this.#hasPassed(first.t, at);
      if (!seen && !this.#isOverdue(first, at)) return;
      if (!seen) this.byWall += 1;
      if (first.isLive && this.#hasPicture(at)) this.#measure(this.#clock.shownUtcMs - first.t);
      this.released += 1;
      this.#held.shift();
      this.#show(first.event);
    }
  }

  #measure(offMs) {
    const { events, worstMs } = this.#off;
    this.#off = { events: events + 1, worstMs: Math.abs(offMs) >= Math.abs(worstMs ?? 0) ? offMs : worstMs };
  }

  #isOverdue({ t, at: heldAt }, at) {
    const delayMs = this.#delayMs();
    if (at - heldAt > LIMIT_MS + delayMs) return true;
    return !this.#hasPicture(at) && this.#now() >= t + delayMs;
  }
}
