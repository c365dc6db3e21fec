// The video library: what a front end of one's own needs. docs/video-client.md shows how.

export { Approach } from "./approach.js";
export { DateClock, OriginClock, StampClock, StartDateClock, VideoClock } from "./clocks.js";
export { Fmp4 } from "./fmp4.js";
export { Hls } from "./hls.js";
export { CaptureNow, LiveEdge, Path, presentationMs } from "./live_edge.js";
export { VideoPlayer } from "./player.js";
export { EventScheduler } from "./scheduler.js";
export { readStamp } from "./sei.js";
export { Whep } from "./whep.js";
