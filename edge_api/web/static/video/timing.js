// All that is measured of one player's picture and events, and what follows from it: the delay to keep, and what a beat tells the edge.

import { CaptureNow, LiveEdge, Path, presentationMs } from "./live_edge.js";
import { BACKLOG_MS } from "./scheduler.js";

const WHEP_OWN_MS = 50; // what WebRTC takes without a frame buffer

export class Timing {
  stalls = 0;
  lagMs = null; // of the last frame on the screen, behind its capture
  #capture;
  #edge = new LiveEdge();
  #events = new Path();
  #frames = new Path();
  #offsets = {};
  #fixedMs = 0;
  #since = -Infinity;
  #targetMs = presentationMs(new Path());
  #steeredAt = 0;

  constructor(now) {
    this.#capture = new CaptureNow(now);
  }

  // What the edge says of the table: a delay that is fixed there (0: measure), and how much later than sensed each event is seen.
  configure({ presentation_ms, visible_offset_ms }) {
    this.#fixedMs = presentation_ms;
    this.#offsets = visible_offset_ms;
  }

  // An event with a time has come in: how long did it take from what the board sensed?
  heard({ ev, t }) {
    if (t === undefined || ev === "snapshot") return;
    const tookMs = this.#capture.now() - (t - (this.#offsets[ev] ?? 0));
    if (tookMs < BACKLOG_MS) this.#events.add(tookMs);
  }

  // A path begins: frames that were captured before came from the edge's memory, and say nothing of how long frames take.
  begins() {
    this.#since = this.#capture.now();
    this.settle();
  }

  came(utcMs) {
    this.#capture.came(utcMs);
    if (utcMs > this.#since) this.#frames.add(this.#capture.now() - utcMs);
  }

  presented(utcMs) {
    this.lagMs = this.behindMs(utcMs);
  }

  // What the capture clock says now.
  now() {
    return this.#capture.now();
  }

  // How far behind now a frame is that was captured then: of one that stands still, more and more.
  behindMs(utcMs) {
    return this.#capture.now() - utcMs;
  }

  settle() {
    this.#edge.settle();
  }

  stalled() {
    this.stalls += 1;
    this.#edge.stalled();
  }

  get targetMs() {
    return this.#targetMs;
  }

  // How long an event waits where no picture tells: HLS keeps its own distance.
  delayMs(path) {
    return path === "hls" ? Math.max(this.#targetMs, this.lagMs ?? 0) : this.#targetMs;
  }

  steer(path, at = performance.now()) {
    const wanted = this.#fixedMs || presentationMs(this.#events, this.#frames);
    this.#targetMs = this.#edge.targetMs(wanted, at - this.#steeredAt);
    this.#steeredAt = at;
    const playing = path.playingUtcMs;
    const decided = playing === null ? null : this.#edge.decide(this.#capture.now() - playing, this.#targetMs, path.aheadMs);
    path.steer(decided ?? { rate: 1, jumpMs: 0 }, this.#targetMs - WHEP_OWN_MS);
  }
}
