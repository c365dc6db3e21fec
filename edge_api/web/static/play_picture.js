// The picture on the player's page: its frame, its sound, and words where there is none. The video library does the rest.

import { Pinned } from "./pinned.js";
import { VideoPlayer } from "./video/player.js";

const SAYS = {
  connecting: "The picture is coming",
  dark: "No picture at the moment. The game goes on.",
  off: "This table has no picture.",
};

// Begin to show the picture of `line`'s table. `seen(frame)` is called with each frame of the game when the picture has come to it.
export function showPicture(line, seen) {
  const box = document.getElementById("picture");
  const video = box.querySelector("video");
  const sound = document.getElementById("sound");
  const access = async () => {
    const found = await line.get(`/tables/${line.table}/video`);
    box.dataset.stale = found.stale;
    return found;
  };
  const player = new VideoPlayer(video, { access, now: () => line.clock.now(), show: seen, changed: (of) => says(box, of) });
  box.pinned?.remove();
  box.pinned = new Pinned(box, video, () => player.figures.shownUtcMs);
  sound.addEventListener("click", () => turn(video, sound));
  player.start();
  box.player = player;
  return player;
}

function says(box, { state, path, hasAudio }) {
  box.dataset.state = state;
  box.dataset.path = path ?? "";
  const word = box.querySelector("[role=status]");
  if (word.textContent !== (SAYS[state] ?? "")) word.textContent = SAYS[state] ?? "";
  document.getElementById("sound").hidden = !hasAudio;
}

function turn(video, sound) {
  video.muted = !video.muted;
  sound.setAttribute("aria-pressed", String(!video.muted));
  sound.textContent = video.muted ? "Sound on" : "Sound off";
  video.play().catch(() => {});
}
