// The picture as fMP4 over a WebSocket, one frame a message, played by Media Source Extensions. The usual way: little delay, and it scales.

import { OriginClock } from "./clocks.js";
import { SourceQueue } from "./source_queue.js";

const SILENCE_MS = 5000; // the edge says "dark" when no picture comes: silence means a dead line,
const DARK_SILENCE_MS = 60_000; // and after that it has nothing to say for long
const START_S = 0.12; // where to begin, before the newest frame
const OPENS_MS = 5000; // a browser puts a page off that was never seen
const MOST_EARLY = 300; // pieces
const ENDS = { 4401: "ticket", 4404: "gone", 4429: "full" };

export class Fmp4 {
  name = "fmp4";
  clock = null;
  hasAudio = false;
  #video;
  #told;
  #socket = null;
  #queue = null;
  #hello = null;
  #url = null;
  #watch = 0;
  #opening = 0;
  #isDark = null; // before the edge has said so, or a frame has come
  #isOver = false;

  static get isPossible() {
    return Boolean(mediaSource());
  }

  // `told`: ended(why), dark(isDark), came(utcMs) for each frame as it comes in, changed() when `hasAudio` has.
  constructor(video, told) {
    this.#video = video;
    this.#told = told;
  }

  start({ live }) {
    const socket = (this.#socket = new WebSocket(live));
    socket.binaryType = "arraybuffer";
    socket.onmessage = ({ data }) => this.#take(data);
    socket.onclose = ({ code }) => this.#end(ENDS[code] ?? "lost");
    this.#listen();
  }

  renew({ ticket }) {
    this.#send({ op: "renew", ticket });
  }

  beat(body) {
    this.#send({ op: "beat", ...body });
  }

  get aheadMs() {
    return 1000 * (this.#queue?.aheadS ?? 0);
  }

  // Capture time (Unix ms) at the playhead.
  get playingUtcMs() {
    return this.clock && this.#video.readyState > 0 ? this.clock.utcAt(this.#video.currentTime) : null;
  }

  steer({ rate, jumpMs }) {
    if (this.#video.playbackRate !== rate) this.#video.playbackRate = rate;
    if (jumpMs && !this.#video.seeking) this.#video.currentTime += jumpMs / 1000;
    this.#leaveGap();
  }

  stop() {
    this.#isOver = true;
    clearTimeout(this.#watch);
    clearTimeout(this.#opening);
    this.#queue?.stop();
    this.#socket?.close();
    this.#release();
  }

  #send(message) {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message));
  }

  #take(data) {
    if (this.#isOver) return;
    if (typeof data === "string") return this.#hear(JSON.parse(data));
    this.#listen();
    this.#dark(false);
    this.#queue?.push(data);
    this.#sample(data);
  }

  #hear(message) {
    if (message.op === "dark") this.#dark(true);
    if (message.op === "hello") this.#furnish(message);
  }

  #dark(isDark) {
    if (isDark) this.#listen(DARK_SILENCE_MS);
    if (isDark !== this.#isDark) this.#told.dark(isDark);
    this.#isDark = isDark;
  }

  // A stream of the same kind goes on in the same buffer; anything else gets a new one.
  #furnish(hello) {
    const isSame = this.#queue && hello.codec === this.#hello.codec && hello.origin_ns === this.#hello.origin_ns;
    this.#hello = hello;
    this.hasAudio = hello.has_audio;
    this.#told.changed();
    if (isSame) return undefined;
    const kind = `video/mp4; codecs="${hello.codec}"`;
    const Source = mediaSource();
    if (!Source?.isTypeSupported(kind)) return this.#end("unsupported");
    this.clock = new OriginClock(hello.origin_ns);
    return this.#open(new Source(), kind);
  }

  // What comes before the source is open waits in `early`, but not for ever.
  #open(source, kind) {
    this.#queue?.stop();
    this.#release();
    const early = [];
    const wait = (bytes) => (early.length < MOST_EARLY ? early.push(bytes) : this.#end("broken"));
    this.#queue = { push: wait, stop: () => early.splice(0), aheadS: 0, newest: null };
    clearTimeout(this.#opening);
    this.#opening = setTimeout(() => this.#end("broken"), OPENS_MS);
    source.addEventListener("sourceopen", () => this.#feed(source, kind, early), { once: true });
    this.#video.disableRemotePlayback = true;
    this.#video.src = this.#url = URL.createObjectURL(source);
    this.#video.play().catch(() => {}); // without a gesture it may have to wait: the page's button starts it
  }

  #feed(source, kind, early) {
    if (this.#isOver) return;
    clearTimeout(this.#opening);
    URL.revokeObjectURL(this.#url);
    try {
      this.#queue = new SourceQueue(source.addSourceBuffer(kind), this.#video, () => this.#end("broken"));
    } catch {
      this.#end("broken"); // the browser has no room for another one, or has changed its mind about the kind
      return;
    }
    for (const bytes of early) this.#queue.push(bytes);
  }

  // When a frame came: `tfdt`, its decode time, is its capture time from the origin.
  #sample(data) {
    const ticks = decodeTime(data);
    if (ticks !== null) this.#told.came(this.clock.utcAt(Number(ticks) / this.#hello.timescale));
  }

  // A playhead outside of what there is goes to the newest stretch.
  #leaveGap() {
    const newest = this.#queue?.newest;
    if (!newest || this.#video.seeking) return;
    const atS = this.#video.currentTime;
    if (atS < newest.startS) this.#video.currentTime = Math.max(newest.startS, newest.endS - START_S);
    else if (atS > newest.endS + 1) this.#video.currentTime = newest.endS;
    if (this.#video.paused) this.#video.play().catch(() => {});
  }

  #listen(patienceMs = SILENCE_MS) {
    clearTimeout(this.#watch);
    this.#watch = setTimeout(() => this.#end("lost"), patienceMs);
  }

  #end(why) {
    if (this.#isOver) return;
    this.stop();
    this.#told.ended(why);
  }

  #release() {
    if (!this.#url) return;
    URL.revokeObjectURL(this.#url);
    this.#url = null;
    this.#video.removeAttribute("src");
    this.#video.load();
  }
}

function mediaSource() {
  return globalThis.MediaSource ?? globalThis.ManagedMediaSource;
}

// The first tfdt of a fragment (ISO/IEC 14496-12, 8.8.12) as BigInt; null where there is none.
export function decodeTime(data) {
  const view = new DataView(data);
  const most = Math.min(view.byteLength - 16, 512);
  for (let at = 4; at < most; at++) {
    if (view.getUint32(at) === 0x74666474) return view.getUint8(at + 4) ? view.getBigUint64(at + 8) : BigInt(view.getUint32(at + 8));
  }
  return null;
}
