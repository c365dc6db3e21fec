// Plays a table by the client library as it is shipped, and reads from each picture on the screen when it was captured. Judges nothing.

import { barcodeRows, readStrip } from "/bench/barcode.js";
import { Fmp4, Hls, VideoPlayer, Whep } from "/static/video/index.js";

const PATHS = { fmp4: Fmp4, whep: Whep, hls: Hls };
const SAME_MS = 1;

class Watching {
  frames = []; // [on the canvas at, barcode, media clock, whether the canvas had the frame that the clock speaks of], Unix ms
  events = []; // [t, media clock when it was shown, whether it was shown by the wall clock because there was no picture]
  ends = []; // why the path has ended
  heard = 0;
  #video = document.querySelector("video");
  #canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  #began = 0;
  #firstMs = null;
  #wallMs = wallOffset();
  #player;
  #socket = null;
  #byWall = 0;

  constructor(path, addresses) {
    const { ends } = this;
    const Counted = class extends PATHS[path] {
      constructor(video, told) {
        super(video, { ...told, ended: (why) => void (ends.push(why), told.ended(why)) });
      }
    };
    this.#player = new VideoPlayer(this.#video, {
      access: async () => addresses,
      now: () => this.#now(),
      show: (event) => this.#shown(event),
      paths: [Counted],
    });
  }

  start() {
    this.#began = performance.now();
    this.#player.start();
    this.#next();
  }

  // Events of the table, over the socket that players use.
  listen(url, token) {
    this.#socket = new WebSocket(url);
    this.#socket.onopen = () => this.#socket.send(JSON.stringify({ op: "hello", token }));
    this.#socket.onmessage = ({ data }) => this.#hear(JSON.parse(data));
  }

  // What was seen since the last call.
  take() {
    const { frames, events, ends, heard } = this;
    [this.frames, this.events, this.ends] = [[], [], []];
    return { frames, events, ends, heard, firstMs: this.#firstMs, figures: this.#player.figures };
  }

  stop() {
    this.#socket?.close();
    this.#player.stop();
  }

  #hear(message) {
    if (message.ev === undefined || message.t === undefined || message.ev === "snapshot") return;
    this.heard += 1;
    this.#player.hold(message);
  }

  #shown({ t }) {
    const { shownUtcMs, byWall } = this.#player.figures;
    this.events.push([t, shownUtcMs, byWall > this.#byWall]);
    this.#byWall = byWall;
  }

  // The player asked for the frame before we do: its clock speaks of the same one.
  #next() {
    this.#video.requestVideoFrameCallback((_, metadata) => {
      this.#read(metadata);
      this.#next();
    });
  }

  #read({ mediaTime }) {
    const frame = new VideoFrame(this.#video);
    const isSame = Math.abs(frame.timestamp / 1000 - mediaTime * 1000) < SAME_MS;
    const burned = this.#barcode(frame);
    const atMs = this.#now();
    frame.close();
    this.#firstMs ??= performance.now() - this.#began;
    this.frames.push([atMs, burned === null ? null : Number(burned / 1000n) / 1000, this.#player.figures.shownUtcMs, isSame]);
  }

  #barcode(frame) {
    const { displayWidth: width, displayHeight: height } = frame;
    const [first, end] = barcodeRows(height);
    const { canvas } = this.#canvas;
    if (canvas.width !== width || canvas.height !== end - first) Object.assign(canvas, { width, height: end - first });
    this.#canvas.drawImage(frame, 0, -first);
    return readStrip(this.#canvas.getImageData(0, 0, width, end - first));
  }

  #now() {
    return performance.now() + this.#wallMs;
  }
}

// Unix ms less performance.now(), to the step of the wall clock: the browser's own origin of time is only as good as when it began.
function wallOffset() {
  const began = Date.now();
  let wall = began;
  while (wall === began) wall = Date.now();
  return wall - performance.now();
}

window.watch = (path, addresses) => {
  window.watching?.stop();
  window.watching = new Watching(path, addresses);
  window.watching.start();
};
window.isReady = true;
