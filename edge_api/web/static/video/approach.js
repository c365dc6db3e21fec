// Which way the picture comes: tries one path after the other, waits longer after each failure, and hands on new tickets before the old are over.

const RENEW_BEFORE_MS = 60_000;
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 15_000;
const TRIES = 2; // without a picture, before the next path is tried
const MOVES_ON = new Set(["unsupported", "full"]);

export class Approach {
  path = null;
  #given;
  #paths;
  #at = 0;
  #failures = 0;
  #wait = FIRST_WAIT_MS;
  #hadPicture = false;
  #retry = 0;
  #renewal = 0;
  #isOver = false;

  // `given`: access() and now() as the player has them, make(Path) makes a path whose end comes back to `ended(why)`, began(addresses) just before
  // it starts, waits(why) while there is none, off(why) when there can be none.
  constructor(paths, given) {
    this.#paths = paths.filter(({ isPossible }) => isPossible);
    this.#given = given;
  }

  async start() {
    this.#retry = 0;
    clearTimeout(this.#renewal);
    let addresses;
    try {
      addresses = await this.#given.access();
    } catch (refused) {
      if (refused.status === 404) return this.#given.off("no_video");
      return this.#later(refused.status ? "access_refused" : "access_failed");
    }
    if (this.#isOver) return undefined;
    if (!this.#paths.length) return this.#given.off("unsupported");
    this.path = this.#given.make(this.#paths[this.#at % this.#paths.length]);
    this.#hadPicture = false;
    this.#given.began(addresses);
    this.path.start(addresses);
    return this.#renewBefore(addresses);
  }

  // Somebody looks now: no more waiting.
  hurry() {
    if (!this.#retry || this.#isOver) return;
    clearTimeout(this.#retry);
    this.#wait = FIRST_WAIT_MS;
    this.start();
  }

  stop() {
    this.#isOver = true;
    clearTimeout(this.#retry);
    clearTimeout(this.#renewal);
    this.path?.stop();
  }

  // A frame is on the screen: this way works.
  works() {
    this.#hadPicture = true;
    this.#failures = 0;
    this.#wait = FIRST_WAIT_MS;
  }

  // ticket, full, unsupported, gone, broken or lost.
  ended(why) {
    this.path = null;
    if (this.#isOver) return undefined;
    if (why === "ticket" && this.#hadPicture) return this.start();
    this.#failures = this.#hadPicture || document.hidden ? 0 : this.#failures + 1; // a page that nobody sees may be put off by the browser
    if (this.#hadPicture) this.#at = 0;
    else if (MOVES_ON.has(why) || this.#failures >= TRIES) return this.#moveOn(why);
    return this.#later(why);
  }

  // The next path at once; when all have failed, from the first again after a while.
  #moveOn(why) {
    this.#failures = 0;
    this.#at += 1;
    return this.#at % this.#paths.length ? this.start() : this.#later(why);
  }

  #later(why) {
    this.#given.waits(why);
    this.#retry = setTimeout(() => this.start(), this.#wait * (0.8 + 0.4 * Math.random()));
    this.#wait = Math.min(2 * this.#wait, LONGEST_WAIT_MS);
  }

  #renewBefore({ expires_at }) {
    const inMs = Math.max(1000, Date.parse(expires_at) - this.#given.now() - RENEW_BEFORE_MS);
    this.#renewal = setTimeout(() => this.#renew(), inMs);
  }

  async #renew() {
    try {
      const addresses = await this.#given.access();
      this.path?.renew(addresses);
      this.#renewBefore(addresses);
    } catch {
      this.#renewal = setTimeout(() => this.#renew(), LONGEST_WAIT_MS);
    }
  }
}
