// Plays a table's picture the best way that works here, keeps it close to the live edge, and shows events with their frames. Draws nothing itself.

import { Approach } from "./approach.js";
import { NO_PICTURE } from "./clocks.js";
import { Fmp4 } from "./fmp4.js";
import { Hls } from "./hls.js";
import { EventScheduler } from "./scheduler.js";
import { Timing } from "./timing.js";
import { Whep } from "./whep.js";

const TICK_MS = 100;
const BEAT_MS = 5000;
const MOST_TOLD_MS = 3_600_000; // the edge takes a beat
const LEAST_LAG_MS = -60_000; // within these bounds only

export class VideoPlayer {
  state = "connecting"; // then live, dark (no picture now), and off (this table has none)
  why = null; // there is no picture: no_frames, access_refused, access_failed, no_video, or how the last path ended; null while connecting and live
  scheduler;
  #video;
  #changed;
  #timing;
  #approach;
  #beaten = { stalls: 0, late: 0 }; // what was told of so far
  #timers = [];
  #isOver = false;

  // `access()` gives the answer of GET /api/v1/tables/{table}/video, `now()` Unix ms by the server's clock, `show(event)` puts an event on
  // the page, `changed(player)` is called when `state`, `why`, `path` or `hasAudio` has changed.
  constructor(video, { access, now, show = () => {}, changed = () => {}, paths = [Fmp4, Whep, Hls] }) {
    this.#video = video;
    this.#changed = () => changed(this);
    this.#timing = new Timing(now);
    this.scheduler = new EventScheduler(show, { now: () => this.#timing.now(), delayMs: () => this.#timing.delayMs(this.path) });
    const told = {
      ended: (why) => this.#approach.ended(why),
      dark: (isDark) => isDark && this.#say("dark", "no_frames"),
      came: (utcMs) => this.#timing.came(utcMs),
      changed: this.#changed,
    };
    this.#approach = new Approach(paths, {
      access, now,
      make: (Path) => new Path(video, told),
      began: (addresses) => this.#begins(addresses),
      waits: (why) => this.#say("dark", why),
      off: (why) => this.#say("off", why),
    });
  }

  get path() {
    return this.#approach.path?.name ?? null;
  }

  get hasAudio() {
    return this.#approach.path?.hasAudio ?? false;
  }

  get figures() {
    const { targetMs, lagMs, stalls } = this.#timing;
    const { late, byWall, released, waiting } = this.scheduler;
    return { path: this.path, state: this.state, why: this.why, targetMs, lagMs, stalls, late, byWall, released, waiting, shownUtcMs: this.#clock.shownUtcMs };
  }

  start() {
    Object.assign(this.#video, { muted: true, playsInline: true, autoplay: true });
    this.#video.addEventListener("waiting", this.#waited);
    document.addEventListener("visibilitychange", this.#seenAgain);
    this.#timers = [setInterval(() => this.#tick(), TICK_MS), setInterval(() => this.#beat(), BEAT_MS)];
    this.#watchFrames();
    this.#approach.start();
  }

  stop() {
    this.#isOver = true;
    for (const timer of this.#timers) clearInterval(timer);
    this.#video.removeEventListener("waiting", this.#waited);
    document.removeEventListener("visibilitychange", this.#seenAgain);
    this.#approach.stop();
  }

  // An event of the table, to be shown with the frame that shows it.
  hold(event) {
    this.#timing.heard(event);
    this.scheduler.hold(event);
  }

  get #clock() {
    return this.#approach.path?.clock ?? NO_PICTURE;
  }

  #begins(addresses) {
    this.#timing.configure(addresses);
    this.#timing.begins();
    this.#changed();
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
    const clock = this.#approach.path?.clock;
    if (!clock?.present(metadata)) return;
    this.#timing.presented(clock.shownUtcMs);
    this.scheduler.release(clock);
    this.#approach.works();
    this.#say("live");
  }

  #tick() {
    const clock = this.#clock;
    this.scheduler.release(clock);
    if (this.#approach.path) this.#timing.steer(this.#approach.path);
    if (clock.isDark() && this.state === "live") this.#say("dark", "no_frames");
  }

  #waited = () => {
    if (this.state === "live" && !this.#video.seeking && !document.hidden) this.#timing.stalled();
  };

  // A hidden tab plays as the browser likes: what it missed is jumped over.
  #seenAgain = () => {
    if (document.hidden) return;
    this.#timing.settle();
    this.#approach.hurry();
    this.#tick();
  };

  // What is on the screen now, and what went wrong since the beat before. A page that nobody sees has nothing on the screen.
  #beat() {
    const { path } = this.#approach;
    const shown = this.#clock.shownUtcMs;
    if (!path || shown === null || document.hidden) return;
    const { stalls } = this.#timing;
    const { late } = this.scheduler;
    const { events, worstMs } = this.scheduler.takeOff();
    path.beat({
      lag_ms: within(LEAST_LAG_MS, this.#timing.behindMs(shown)), shown_utc_ms: shown, path: path.name,
      stalls: stalls - this.#beaten.stalls, released_late: late - this.#beaten.late, events, event_off_ms: events ? within(-MOST_TOLD_MS, worstMs) : null,
    });
    this.#beaten = { stalls, late };
  }

  #say(state, why = null) {
    if (state === this.state && why === this.why) return;
    Object.assign(this, { state, why });
    this.#changed();
  }
}

function within(leastMs, ms) {
  return Math.round(Math.min(MOST_TOLD_MS, Math.max(leastMs, ms)));
}
