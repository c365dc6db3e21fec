// Plays a table's picture the best way that works here, keeps it close to the live edge, and shows events with their frames. Draws nothing itself.

import { NO_PICTURE } from "./clocks.js";
import { Fmp4 } from "./fmp4.js";
import { Hls } from "./hls.js";
import { EventScheduler } from "./scheduler.js";
import { Timing } from "./timing.js";
import { Whep } from "./whep.js";

const TICK_MS = 100;
const BEAT_MS = 5000;
const RENEW_BEFORE_MS = 60_000;
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 15_000;
const TRIES = 2; // without a picture, before the next path is tried
const MOVES_ON = new Set(["unsupported", "full"]);

export class VideoPlayer {
  state = "connecting"; // then live, dark (no picture now), and off (this table has none)
  scheduler;
  #video;
  #access;
  #now;
  #changed;
  #paths;
  #timing;
  #path = null;
  #at = 0; // which path
  #failures = 0;
  #wait = FIRST_WAIT_MS;
  #hadPicture = false;
  #timers = [];
  #retry = 0;
  #told = { stalls: 0, late: 0 };
  #renewal = 0;
  #isOver = false;

  // `access()` gives the answer of GET /api/v1/tables/{table}/video, `now()` Unix ms by the server's clock, `show(event)` puts an event on
  // the page, `changed(player)` is called when `state`, `path` or `hasAudio` has changed.
  constructor(video, { access, now, show = () => {}, changed = () => {}, paths = [Fmp4, Whep, Hls] }) {
    this.#video = video;
    this.#access = access;
    this.#now = now;
    this.#changed = changed;
    this.#paths = paths.filter(({ isPossible }) => isPossible);
    this.#timing = new Timing(now);
    this.scheduler = new EventScheduler(show, { now, delayMs: () => this.#timing.delayMs(this.path) });
  }

  get path() {
    return this.#path?.name ?? null;
  }

  get hasAudio() {
    return this.#path?.hasAudio ?? false;
  }

  get figures() {
    const { targetMs, lagMs, stalls } = this.#timing;
    const { late, byWall, released } = this.scheduler;
    return { path: this.path, state: this.state, targetMs, lagMs, stalls, late, byWall, released, shownUtcMs: this.#clock.shownUtcMs };
  }

  start() {
    Object.assign(this.#video, { muted: true, playsInline: true, autoplay: true });
    this.#video.addEventListener("waiting", this.#waited);
    document.addEventListener("visibilitychange", this.#seenAgain);
    this.#timers = [setInterval(() => this.#tick(), TICK_MS), setInterval(() => this.#beat(), BEAT_MS)];
    this.#watchFrames();
    this.#connect();
  }

  stop() {
    this.#isOver = true;
    for (const timer of this.#timers) clearInterval(timer);
    clearTimeout(this.#retry);
    clearTimeout(this.#renewal);
    this.#video.removeEventListener("waiting", this.#waited);
    document.removeEventListener("visibilitychange", this.#seenAgain);
    this.#path?.stop();
  }

  // An event of the table, to be shown with the frame that shows it.
  hold(event) {
    this.#timing.heard(event);
    this.scheduler.hold(event);
  }

  // --- the line --------------------------------------------------------------------------------------------------------

  async #connect() {
    clearTimeout(this.#renewal);
    let addresses;
    try {
      addresses = await this.#access();
    } catch (refused) {
      if (refused.status === 404) return this.#say("off");
      return this.#later();
    }
    if (this.#isOver || !this.#paths.length) return this.#say("off");
    this.#timing.configure(addresses);
    this.#timing.begins();
    const told = { ended: (why) => this.#ended(why), dark: () => {}, came: (utcMs) => this.#timing.came(utcMs) };
    this.#path = new this.#paths[this.#at % this.#paths.length](this.#video, told);
    this.#hadPicture = false;
    this.#path.start(addresses);
    this.#renewBefore(addresses);
    return this.#changed(this);
  }

  #ended(why) {
    this.#path = null;
    if (this.#isOver) return;
    if (why === "ticket" && this.#hadPicture) return void this.#connect();
    this.#failures = this.#hadPicture ? 0 : this.#failures + 1;
    if (this.#hadPicture) this.#at = 0;
    else if (MOVES_ON.has(why) || this.#failures >= TRIES) return this.#moveOn();
    this.#later();
  }

  // The next path at once; when all have failed, from the first again after a while.
  #moveOn() {
    this.#failures = 0;
    this.#at += 1;
    if (this.#at % this.#paths.length) this.#connect();
    else this.#later();
  }

  #later() {
    this.#retry = setTimeout(() => this.#connect(), this.#wait * (0.8 + 0.4 * Math.random()));
    this.#wait = Math.min(2 * this.#wait, LONGEST_WAIT_MS);
  }

  #renewBefore({ expires_at }) {
    const inMs = Math.max(1000, Date.parse(expires_at) - this.#now() - RENEW_BEFORE_MS);
    this.#renewal = setTimeout(() => this.#renew(), inMs);
  }

  async #renew() {
    try {
      const addresses = await this.#access();
      this.#path?.renew(addresses);
      this.#renewBefore(addresses);
    } catch {
      this.#renewal = setTimeout(() => this.#renew(), LONGEST_WAIT_MS);
    }
  }

  // --- the picture -----------------------------------------------------------------------------------------------------

  get #clock() {
    return this.#path?.clock ?? NO_PICTURE;
  }

  #watchFrames() {
    const hasFrames = "requestVideoFrameCallback" in HTMLVideoElement.prototype;
    const next = (seen) => (hasFrames ? this.#video.requestVideoFrameCallback((_, metadata) => seen(metadata)) : requestAnimationFrame(() => seen({ mediaTime: this.#video.currentTime })));
    const seen = (metadata) => {
      if (this.#isOver) return;
      this.#presented(metadata);
      next(seen);
    };
    next(seen);
  }

  #presented(metadata) {
    const clock = this.#path?.clock;
    if (!clock?.present(metadata)) return;
    this.#timing.presented(clock.shownUtcMs);
    this.scheduler.release(clock);
    this.#hadPicture = true;
    this.#failures = 0;
    this.#wait = FIRST_WAIT_MS;
    this.#say("live");
  }

  #tick() {
    const clock = this.#clock;
    this.scheduler.release(clock);
    if (this.#path) this.#timing.steer(this.#path);
    if (clock.isDark() && this.state === "live") this.#say("dark");
  }

  #waited = () => {
    if (this.state === "live" && !this.#video.seeking && !document.hidden) this.#timing.stalled();
  };

  // A hidden tab plays as the browser likes: what it missed is jumped over.
  #seenAgain = () => {
    if (document.hidden) return;
    this.#timing.settle();
    this.#tick();
  };

  // What is on the screen now, and what went wrong since the beat before.
  #beat() {
    const shown = this.#clock.shownUtcMs;
    if (!this.#path || shown === null) return;
    const { lagMs, stalls } = this.#timing;
    const { late } = this.scheduler;
    this.#path.beat({ lag_ms: Math.round(lagMs), stalls: stalls - this.#told.stalls, released_late: late - this.#told.late, shown_utc_ms: shown, path: this.path });
    this.#told = { stalls, late };
  }

  #say(state) {
    if (state === this.state) return;
    this.state = state;
    this.#changed(this);
  }
}
