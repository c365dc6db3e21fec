// How far behind the capture the picture is shown, and how it is kept there. Pure: measurements in, a decision out.

const LEAST_MS = 100;
const MOST_MS = 400;
const USUAL_MS = 150; // before anything was measured
const FRAME_MS = 34;
const KEPT = 400; // measurements of a path
const QUANTILE = 0.99;
const WINDOW = 100; // frames

const JUMP_MS = 1000;
const SETTLE_MS = 150; // a jump costs a hiccup: after a start or a break one is due anyway
const STILL_MS = 10; // closer than this is on target
const MOST_NUDGE = 0.05;
const NUDGE_PER_MS = 1 / 2500;

const STALL_MS = 40; // each stall asks for so much more distance,
const MOST_CUSHION_MS = 600;
const FORGIVE_MS_PER_S = 1; // which is given back slowly

// How long something takes from the table to this page, as measured lately.
export class Path {
  #measured = [];
  #next = 0;

  add(ms) {
    if (!Number.isFinite(ms)) return;
    this.#measured[this.#next] = Math.max(0, ms);
    this.#next = (this.#next + 1) % KEPT;
  }

  // The value that 99 of 100 measurements do not exceed; null before the first.
  get p99() {
    if (!this.#measured.length) return null;
    const sorted = this.#measured.toSorted((one, other) => one - other);
    return sorted[Math.ceil(QUANTILE * sorted.length) - 1];
  }
}

// The delay at which no event comes after the frame that shows it: the slower of events and frames, and one frame more.
export function presentationMs(events, frames = new Path(), frameMs = FRAME_MS) {
  const measured = [events.p99, frames.p99].filter((ms) => ms !== null);
  const wanted = measured.length ? Math.max(...measured) + frameMs : USUAL_MS;
  return Math.min(MOST_MS, Math.max(LEAST_MS, wanted));
}

// What the capture clock says now: the server's clock, unless the frames show that the board's clock is far from it.
export class CaptureNow {
  #now;
  #skewMs = 0;
  #soonest = Infinity; // of this window of frames, and of the one before
  #before = Infinity;
  #sampled = 0;

  constructor(now) {
    this.#now = now;
  }

  now() {
    return this.#now() + this.#skewMs;
  }

  // A frame captured at `utcMs` has come in. The soonest of late tells the clocks apart: no picture takes less than no time, or seconds.
  came(utcMs) {
    this.#soonest = Math.min(this.#soonest, this.#now() - utcMs);
    this.#sampled += 1;
    const soonest = Math.min(this.#soonest, this.#before);
    this.#skewMs = soonest > -5 && soonest < 1000 ? 0 : 20 - soonest;
    if (this.#sampled % WINDOW === 0) [this.#before, this.#soonest] = [this.#soonest, Infinity];
  }
}

export class LiveEdge {
  #cushionMs = 0;
  #settling = true;

  // After a start, a stall or a hidden tab the first decision may jump at once.
  settle() {
    this.#settling = true;
  }

  stalled() {
    this.#cushionMs = Math.min(MOST_CUSHION_MS, this.#cushionMs + STALL_MS);
  }

  // The distance to keep, once stalls are counted.
  targetMs(presentation, passedMs = 0) {
    this.#cushionMs = Math.max(0, this.#cushionMs - (passedMs * FORGIVE_MS_PER_S) / 1000);
    return presentation + this.#cushionMs;
  }

  // `lagMs` behind the capture, with `aheadMs` of picture in hand: {rate, jumpMs}.
  decide(lagMs, targetMs, aheadMs) {
    const behindMs = lagMs - targetMs;
    if (behindMs > (this.#settling ? SETTLE_MS : JUMP_MS) && aheadMs > behindMs) return this.#jump(behindMs);
    if (Math.abs(behindMs) <= SETTLE_MS) this.#settling = false;
    if (Math.abs(behindMs) <= STILL_MS || (behindMs > 0 && aheadMs < FRAME_MS)) return { rate: 1, jumpMs: 0 };
    const nudge = Math.max(-MOST_NUDGE, Math.min(MOST_NUDGE, behindMs * NUDGE_PER_MS));
    return { rate: 1 + nudge, jumpMs: 0 };
  }

  #jump(behindMs) {
    this.#settling = false;
    return { rate: 1, jumpMs: behindMs };
  }
}
