// The picture as (low-latency) HLS: some 1.5 s behind, through any cache, on any device. By hls.js, or by the browser itself where it can.

import { DateClock, StartDateClock } from "./clocks.js";
import { post } from "./whep.js";

const LIBRARY = new URL("./vendor/hls-1.7.4.light.min.mjs", import.meta.url).href;
const PATIENCE_MS = 20_000;
// A stall asks for little more distance, and the first guess is a line that takes the larger picture.
const MANNER = { lowLatencyMode: true, maxLiveSyncPlaybackRate: 1.05, backBufferLength: 10, liveSyncOnStallIncrease: 0.2, abrEwmaDefaultEstimate: 6e6 };
const LOST_S = 8; // behind the live edge
const NATIVE = "application/vnd.apple.mpegurl";
const STATUS_ENDS = { 401: "ticket", 403: "ticket", 404: "gone" };

export class Hls {
  name = "hls";
  clock = null;
  hasAudio = false;
  playingUtcMs = null; // hls.js keeps to the live edge by itself
  #video;
  #told;
  #hls = null;
  #ticket = "";
  #beatUrl = "";
  #watch = 0;
  #isOver = false;
  #playing = () => this.#plays();

  static get isPossible() {
    return Boolean(globalThis.MediaSource ?? globalThis.ManagedMediaSource) || document.createElement("video").canPlayType(NATIVE) !== "";
  }

  constructor(video, told) {
    this.#video = video;
    this.#told = told;
    video.addEventListener("playing", this.#playing);
  }

  start(addresses) {
    this.renew(addresses);
    this.#watch = setTimeout(() => this.#end("lost"), PATIENCE_MS);
    this.#load(addresses.hls).catch(() => this.#end("unsupported"));
  }

  renew({ ticket, beat }) {
    this.#ticket = ticket;
    this.#beatUrl = beat;
  }

  beat(body) {
    post(this.#beatUrl, body);
  }

  get aheadMs() {
    const { buffered, currentTime } = this.#video;
    return buffered.length ? 1000 * (buffered.end(buffered.length - 1) - currentTime) : 0;
  }

  // hls.js keeps its distance; before a hole it would wait for ever.
  steer() {
    const { latency, liveSyncPosition } = this.#hls ?? {};
    if (latency > LOST_S && Number.isFinite(liveSyncPosition)) this.#video.currentTime = liveSyncPosition;
  }

  stop() {
    this.#isOver = true;
    clearTimeout(this.#watch);
    this.#video.removeEventListener("playing", this.#playing);
    this.#hls?.destroy();
    this.#video.removeAttribute("src");
    this.#video.load();
  }

  async #load(url) {
    const { default: Library } = await import(LIBRARY);
    if (this.#isOver) return;
    if (!Library.isSupported()) return this.#playNative(url);
    const hls = (this.#hls = new Library({ ...MANNER, xhrSetup: (xhr, asked) => xhr.open("GET", this.#admitted(asked), true) }));
    this.clock = new DateClock(() => hls.latestLevelDetails ?? null);
    hls.on(Library.Events.ERROR, (_, { fatal, response }) => fatal && this.#end(STATUS_ENDS[response?.code] ?? "lost"));
    hls.loadSource(url);
    hls.attachMedia(this.#video);
    this.#video.play().catch(() => {});
  }

  #playNative(url) {
    if (this.#video.canPlayType(NATIVE) === "") return this.#end("unsupported");
    this.clock = new StartDateClock(this.#video);
    this.#video.src = url;
    return this.#video.play().catch(() => {});
  }

  // Playlists want the ticket of now: that of the first address ends in mid-stream. Their pieces are the same for all, for caches.
  #admitted(asked) {
    const url = new URL(asked);
    if (url.pathname.endsWith(".m3u8")) url.searchParams.set("ticket", this.#ticket);
    return url.href;
  }

  #plays() {
    clearTimeout(this.#watch);
    this.#told.dark(false);
  }

  #end(why) {
    if (this.#isOver) return;
    this.stop();
    this.#told.ended(why);
  }
}
