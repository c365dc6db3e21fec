// The line to the public API: one WebSocket that comes back by itself, and REST beside it. Knows no game and shows nothing.

import { ServerClock } from "./clock.js";

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 10_000;
const PING_MS = 5_000;
const SILENCE_MS = 12_000;

export class Connection {
  clock = new ServerClock();
  #socket = null;
  #wait = FIRST_WAIT_MS;
  #heard = 0;
  #pinged = 0;
  #unanswered = new Map(); // bet or decision id -> frame: sent again after a break, the same id acts once
  #seq = -1;

  // `heard(frame)` gets every event and answer, `linked(up, why)` every change of the line; `why` set means that coming back is useless.
  constructor(table, token, heard, linked) {
    Object.assign(this, { table, token, heard, linked });
    setInterval(() => this.#ping(), PING_MS);
    this.#open();
  }

  place(bet) {
    this.#once(bet.bet_id, { op: "bet", ...bet });
  }

  decide(decision) {
    this.#once(decision.decision_id, { op: "decide", ...decision });
  }

  cancel(betId) {
    this.#send({ op: "cancel", bet_id: betId });
  }

  async get(path) {
    const answer = await fetch(`/api/v1${path}`, { headers: { authorization: `Bearer ${this.token}` } });
    const body = await answer.json();
    if (!answer.ok) throw Object.assign(new Error(body.message), { status: answer.status });
    return body;
  }

  #once(id, frame) {
    this.#unanswered.set(id, frame);
    this.#send(frame);
  }

  #open() {
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    const socket = (this.#socket = new WebSocket(`${scheme}://${location.host}/api/v1/tables/${this.table}/socket`));
    socket.onopen = () => socket.send(JSON.stringify({ op: "hello", token: this.token }));
    socket.onmessage = (message) => this.#take(JSON.parse(message.data));
    socket.onclose = () => this.#closed(socket);
  }

  #closed(socket) {
    if (socket !== this.#socket) return;
    this.#socket = null;
    this.linked(false, this.refused);
    if (this.refused) return;
    setTimeout(() => this.#open(), this.#wait);
    this.#wait = Math.min(2 * this.#wait, LONGEST_WAIT_MS);
  }

  #take(frame) {
    this.#heard = performance.now();
    if (frame.re === "pong") return this.clock.sample(frame.at, this.#pinged, this.#heard);
    if (frame.re === "hello") this.refused = frame.message;
    if (frame.re === "bet" || frame.re === "decide") this.#unanswered.delete(frame.bet_id ?? frame.decision_id);
    if (frame.ev === "snapshot") this.#begin(frame);
    else if (this.#isOld(frame)) return;
    this.heard(frame);
  }

  // Events that the snapshot already includes are left out; what came after it is complete and in order.
  #isOld(frame) {
    return frame.ev !== undefined && frame.table === this.table && frame.seq <= this.#seq;
  }

  #begin(snapshot) {
    this.#seq = snapshot.seq;
    this.#wait = FIRST_WAIT_MS;
    this.linked(true);
    this.#ping();
    for (const frame of this.#unanswered.values()) this.#send(frame);
  }

  #ping() {
    if (this.#socket?.readyState !== WebSocket.OPEN) return;
    if (this.#pinged > this.#heard && performance.now() - this.#heard > SILENCE_MS) return this.#giveUp();
    this.#pinged = performance.now();
    this.#send({ op: "ping" });
  }

  #giveUp() {
    const dead = this.#socket;
    dead.close();
    this.#closed(dead);
  }

  #send(frame) {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(frame));
  }
}

// A random uuid (RFC 9562 version 4); crypto.randomUUID exists only on secure origins.
export function uuid() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
