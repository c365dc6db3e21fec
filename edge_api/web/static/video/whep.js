// The picture by WebRTC (WHEP): the least delay, for a few viewers. The capture stamps are read from the coded frames in a worker.

import { StampClock } from "./clocks.js";

const GATHER_MS = 500;
const PATIENCE_MS = 8000; // from the answer to the first frame
const MOST_BUFFER_MS = 400;
const REFUSALS = { 401: "ticket", 403: "ticket", 404: "gone", 406: "unsupported", 429: "full", 503: "full" };

export class Whep {
  name = "whep";
  clock = new StampClock();
  hasAudio = false;
  aheadMs = 0;
  playingUtcMs = null; // the browser's own buffer decides: there is nothing to steer but its size
  #video;
  #told;
  #peer = null;
  #worker = null;
  #beatUrl = "";
  #session = null;
  #watch = 0;
  #isOver = false;

  static get isPossible() {
    return Boolean(globalThis.RTCPeerConnection && globalThis.RTCRtpScriptTransform) && new URL(import.meta.url).origin === location.origin; // else no worker
  }

  constructor(video, told) {
    this.#video = video;
    this.#told = told;
  }

  start(addresses) {
    this.#beatUrl = addresses.beat;
    this.#worker = new Worker(new URL("./whep_worker.js", import.meta.url), { type: "module" });
    this.#worker.onmessage = ({ data: { rtpTimestamp, utcMs } }) => this.#stamped(rtpTimestamp, utcMs);
    this.#watch = setTimeout(() => this.#end("lost"), PATIENCE_MS);
    this.#call(addresses.whep).catch(() => this.#end("lost"));
  }

  // A session goes on with a newer ticket.
  renew({ beat, ticket }) {
    this.#beatUrl = beat;
    if (!this.#session) return;
    const url = new URL(this.#session);
    url.searchParams.set("ticket", ticket);
    fetch(url, { method: "POST" }).then(({ status }) => status === 404 && this.#end("lost"), () => {});
  }

  beat(body) {
    post(this.#beatUrl, body);
  }

  // The frame buffer of the receiver holds the picture back, as far as events need it.
  steer(_, delayMs) {
    for (const receiver of this.#peer?.getReceivers() ?? []) {
      if ("jitterBufferTarget" in receiver) receiver.jitterBufferTarget = Math.min(MOST_BUFFER_MS, Math.max(0, delayMs));
    }
  }

  stop() {
    this.#isOver = true;
    clearTimeout(this.#watch);
    this.#peer?.close();
    this.#worker?.terminate();
    this.#video.srcObject = null;
    if (this.#session) fetch(this.#session, { method: "DELETE", keepalive: true }).catch(() => {});
  }

  async #call(url) {
    const peer = (this.#peer = new RTCPeerConnection());
    peer.ontrack = ({ track, streams }) => this.#show(track, streams[0]);
    peer.onconnectionstatechange = () => ["failed", "closed"].includes(peer.connectionState) && this.#end("lost");
    const picture = peer.addTransceiver("video", { direction: "recvonly" });
    prefer(picture, "video/H264");
    picture.receiver.transform = new RTCRtpScriptTransform(this.#worker); // once frames flow, Chromium lets them pass beside it
    peer.addTransceiver("audio", { direction: "recvonly" });
    await peer.setLocalDescription();
    await gathered(peer);
    const answer = await fetch(url, { method: "POST", headers: { "content-type": "application/sdp" }, body: peer.localDescription.sdp });
    if (!answer.ok) return this.#end(REFUSALS[answer.status] ?? "lost");
    const place = answer.headers.get("location");
    this.#session = place && new URL(place, url).href;
    const sdp = await answer.text();
    if (this.#isOver) return this.stop();
    return peer.setRemoteDescription({ type: "answer", sdp });
  }

  #show(track, stream) {
    if (track.kind === "audio") this.hasAudio = true;
    this.#told.changed();
    const shown = this.#video.srcObject ?? stream ?? new MediaStream();
    if (!shown.getTracks().includes(track)) shown.addTrack(track);
    if (this.#video.srcObject !== shown) this.#video.srcObject = shown;
    this.#video.play().catch(() => {});
  }

  #stamped(rtpTimestamp, utcMs) {
    clearTimeout(this.#watch);
    this.clock.stamped(rtpTimestamp, utcMs);
    this.#told.came(utcMs);
    this.#told.dark(false);
  }

  #end(why) {
    if (this.#isOver) return;
    this.stop();
    this.#told.ended(why);
  }
}

const VIEWER = Math.random().toString(36).slice(2, 12); // tells this page from others of the same player

// A beat of a path that has no line of its own. It may get lost.
export function post(url, body) {
  fetch(`${url}&viewer=${VIEWER}`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body), keepalive: true }).catch(() => {});
}

function prefer(transceiver, kind) {
  const known = RTCRtpReceiver.getCapabilities("video").codecs;
  const first = known.filter(({ mimeType }) => mimeType === kind);
  if (first.length) transceiver.setCodecPreferences([...first, ...known.filter(({ mimeType }) => mimeType !== kind)]);
}

function gathered(peer) {
  return new Promise((done) => {
    if (peer.iceGatheringState === "complete") return done();
    peer.addEventListener("icegatheringstatechange", () => peer.iceGatheringState === "complete" && done());
    return setTimeout(done, GATHER_MS);
  });
}
