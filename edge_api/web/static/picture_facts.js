// How a table's picture is, in words: what the board and the edge say of it. Pure: status in, [name, words, tone] lines out.

const STATES = { live: ["live", "go"], stale: ["has stopped", "soon"], dark: ["none", "bad"] };

// Lines of GET /floor/tables/{table}/video's `status`; one line says so where nothing is known.
export function facts(status) {
  if (!status) return [["Picture", "the video process has said nothing yet", "quiet"]];
  if (status.alarms?.some(({ code }) => code === "video_down")) return [["Picture", "the video process is being started again", "bad"]];
  const [word, tone] = STATES[status.state] ?? [status.state, "quiet"];
  const age = status.age_ms === null ? "not seen since the video process started" : `last capture ${duration(status.age_ms)} ago`;
  return [["Picture", `${word}, ${age}`, tone], ...camera(status.board), ...watched(status), ...alarms(status.alarms ?? [])];
}

// Rows of [player, path, lag, late, stalls]: who is worst off in the last minute, the worst first.
export function worstOff(status) {
  const players = status?.sync?.worst ?? [];
  return players.map(({ player_no, path, lag_ms, late, stalls }) => [player_no ? `player ${player_no}` : "staff", path, duration(lag_ms), String(late), String(stalls)]);
}

export function duration(ms) {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  return ms < 120_000 ? `${(ms / 1000).toFixed(1)} s` : `${Math.round(ms / 60_000)} min`;
}

function camera(board) {
  if (!board) return [["Camera", "no board sends", "bad"]];
  const dropped = board.dropped_frames + board.dropped_uplink;
  return [
    ["Camera", [`${board.source}: ${board.state}`, board.detail].filter(Boolean).join(", "), board.state === "live" ? "go" : "bad"],
    ["Frames", `${board.fps.toFixed(1)} a second`, ""],
    ["Encoding, p95", board.encode_p95_ms === null ? "not measured" : `${board.encode_p95_ms.toFixed(1)} ms, ${board.encoder_held} held`, board.encode_p95_ms > 33 || board.encoder_held ? "soon" : ""],
    ["Dropped", `${board.dropped_frames} by the camera, ${board.dropped_uplink} on the way`, dropped ? "soon" : ""],
    ["Clock error", board.clock_error_us === null ? "unknown" : `± ${(board.clock_error_us / 1000).toFixed(1)} ms`, board.clock_error_us === null || board.clock_error_us > 20_000 ? "soon" : ""],
    ["Uplink", board.uplink, board.uplink === "up" ? "" : "bad"],
    ["Disk", `${board.disk}, ${Math.round(board.ring_s / 360) / 10} h kept`, board.disk === "ok" ? "" : "bad"],
    ["Restarts", String(board.restarts), board.restarts ? "soon" : ""],
  ];
}

function watched({ viewers = {}, sinks = [], lost_frames = 0 }) {
  const many = Object.entries(viewers).map(([path, count]) => `${count} by ${path}`).join(", ");
  const lost = lost_frames ? [["Lost on the way", `${lost_frames} frames`, "soon"]] : [];
  return [["Viewers", many || "none", ""], ...lost, ...sinks.map(sink)];
}

function sink({ kind, to, track, state, why }) {
  return [`Sink ${kind}`, `${state}, ${track} to ${to}${why ? `: ${why}` : ""}`, { live: "go", failed: "bad" }[state] ?? "soon"];
}

function alarms(found) {
  return found.map(({ code, detail, count }) => ["Alarm", `${code.replaceAll("_", " ")}: ${detail}${count > 1 ? ` (${count} times)` : ""}`, "bad"]);
}
