// The server's time on this machine, and countdowns by it. Once the server has spoken, this machine's own idea of the hour counts for nothing.

const FRESH_MS = 60_000;

export class ServerClock {
  #offset = 0;
  #doubt = Infinity;
  #at = -Infinity;

  // The server said `text` (RFC 3339) somewhere between two readings of performance.now(); the closest answer wins for a minute.
  sample(text, sent, received) {
    const doubt = received - sent;
    if (doubt > this.#doubt && received - this.#at < FRESH_MS) return;
    this.#offset = Date.parse(text) - (sent + received) / 2;
    this.#doubt = doubt;
    this.#at = received;
  }

  // Milliseconds since the Unix epoch, as the server counts them; before it has said so, as this machine does.
  now() {
    return this.#at === -Infinity ? Date.now() : performance.now() + this.#offset;
  }

  // Milliseconds until a time of the server's; never below zero.
  left(text) {
    return Math.max(0, Date.parse(text) - this.now());
  }
}

export function seconds(leftMs) {
  return String(Math.ceil(leftMs / 1000));
}

export function hour(ms) {
  return new Date(ms).toISOString().slice(11, 19);
}
