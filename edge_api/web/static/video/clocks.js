// From a frame on the screen to the UTC at which it was captured, one clock for each way that the picture comes. They only translate.

import { unixMs } from "./sei.js";

export const DARK_MS = 1000; // without a new frame for so long there is no picture to wait for
const STAMPS_KEPT = 300;

// `shownUtcMs`: when the frame that is on the screen was captured (Unix ms, by the board's clock); null before the first.
export class VideoClock {
  shownUtcMs = null;
  #at = -Infinity;

  // A frame is put on the screen; `metadata` is what requestVideoFrameCallback says of it. False when its time is not known.
  present(metadata, at = performance.now()) {
    const utcMs = this.utcOf(metadata);
    if (utcMs === null) return false;
    this.shownUtcMs = utcMs;
    this.#at = at;
    return true;
  }

  isDark(at = performance.now()) {
    return at - this.#at > DARK_MS;
  }
}

// fMP4 over a WebSocket: media time counts from an origin that the edge's hello names.
export class OriginClock extends VideoClock {
  #originMs;

  constructor(originNs) {
    super();
    this.#originMs = unixMs(BigInt(originNs));
  }

  utcOf({ mediaTime }) {
    return this.utcAt(mediaTime);
  }

  utcAt(mediaS) {
    return this.#originMs + mediaS * 1000;
  }
}

// WebRTC: the stamp in each coded frame, found again by the frame's RTP time.
export class StampClock extends VideoClock {
  #stamps = new Map();

  stamped(rtpTimestamp, utcMs) {
    this.#stamps.set(rtpTimestamp, utcMs);
    if (this.#stamps.size > STAMPS_KEPT) this.#stamps.delete(this.#stamps.keys().next().value);
  }

  utcOf({ rtpTimestamp }) {
    return this.#stamps.get(rtpTimestamp) ?? null;
  }
}

// HLS: EXT-X-PROGRAM-DATE-TIME of the segment that plays. `details()` gives hls.js's LevelDetails, or null.
export class DateClock extends VideoClock {
  #details;

  constructor(details) {
    super();
    this.#details = details;
  }

  utcOf({ mediaTime }) {
    const details = this.#details();
    if (!details) return null;
    // the segment whose parts are still coming is not among the fragments
    const all = details.fragmentHint ? [...details.fragments, details.fragmentHint] : details.fragments;
    const playing = all.findLast(({ start, programDateTime }) => programDateTime && start <= mediaTime + 0.001);
    return playing ? playing.programDateTime + (mediaTime - playing.start) * 1000 : null;
  }
}

// HLS played by the browser itself: the date at media time 0 is all that it says.
export class StartDateClock extends VideoClock {
  #video;

  constructor(video) {
    super();
    this.#video = video;
  }

  utcOf({ mediaTime }) {
    const start = this.#video.getStartDate?.().getTime();
    return Number.isFinite(start) ? start + mediaTime * 1000 : null;
  }
}

// Where there is no picture.
export const NO_PICTURE = Object.freeze({ shownUtcMs: null, isDark: () => true });
