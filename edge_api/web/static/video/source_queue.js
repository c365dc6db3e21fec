// Feeds a SourceBuffer, which takes one piece at a time: what comes meanwhile goes in as one, old picture is trimmed, a full buffer makes room.

const KEEP_S = 10; // behind the playhead
const TRIM_AT_S = 30;
const LEAST_KEPT_S = 2;

export class SourceQueue {
  #buffer;
  #video;
  #failed;
  #waiting = [];
  #isOver = false;

  // `failed(error)` is called once, when the buffer takes no more.
  constructor(buffer, video, failed) {
    this.#buffer = buffer;
    this.#video = video;
    this.#failed = failed;
    buffer.addEventListener("updateend", () => this.#next());
    buffer.addEventListener("error", () => this.#fail(new Error("the picture can't be decoded")));
  }

  push(bytes) {
    this.#waiting.push(bytes);
    this.#next();
  }

  stop() {
    this.#isOver = true;
    this.#waiting = [];
  }

  // Seconds of picture in hand beyond the playhead, as far as it is without a gap.
  get aheadS() {
    const end = this.#endAt(this.#video.currentTime);
    return end === null ? 0 : end - this.#video.currentTime;
  }

  // The newest moment in the buffer, and the first one of the stretch that ends with it; null while it is empty.
  get newest() {
    const { buffered } = this.#buffer;
    const last = buffered.length - 1;
    return last < 0 ? null : { startS: buffered.start(last), endS: buffered.end(last) };
  }

  #endAt(atS) {
    const { buffered } = this.#buffer;
    for (let range = 0; range < buffered.length; range++) {
      if (buffered.start(range) <= atS + 0.05 && atS <= buffered.end(range)) return buffered.end(range);
    }
    return null;
  }

  #next() {
    if (this.#isOver || this.#buffer.updating || this.#trims()) return;
    if (!this.#waiting.length) return;
    const bytes = joined(this.#waiting);
    try {
      this.#buffer.appendBuffer(bytes);
      this.#waiting = [];
    } catch (error) {
      if (error.name === "QuotaExceededError" && this.#makesRoom()) return;
      this.#fail(error);
    }
  }

  #trims() {
    const { buffered } = this.#buffer;
    const atS = this.#video.currentTime;
    if (!buffered.length || atS - buffered.start(0) < TRIM_AT_S) return false;
    this.#buffer.remove(0, atS - KEEP_S);
    return true;
  }

  // A full buffer: everything but the last seconds goes. False when there is nothing to go.
  #makesRoom() {
    const { buffered } = this.#buffer;
    const keptS = Math.max(0, (this.newest?.endS ?? 0) - LEAST_KEPT_S);
    const untilS = Math.min(Math.max(this.#video.currentTime - LEAST_KEPT_S, 0), keptS) || keptS;
    if (!buffered.length || buffered.start(0) >= untilS) return false;
    this.#buffer.remove(0, untilS);
    return true;
  }

  #fail(error) {
    if (this.#isOver) return;
    this.stop();
    this.#failed(error);
  }
}

function joined(pieces) {
  if (pieces.length === 1) return pieces[0];
  const whole = new Uint8Array(pieces.reduce((size, piece) => size + piece.byteLength, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(new Uint8Array(piece), at);
    at += piece.byteLength;
  }
  return whole;
}
