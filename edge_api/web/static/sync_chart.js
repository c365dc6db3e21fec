// How pictures and events have gone together in the last minutes, drawn: how far behind the players are, how far events are from their frames, and
// what was too late for its frame.

import { svg } from "./svg.js";

const WIDTH = 600;
const LAGS = { top: 16, bottom: 130 };
const LATE = { top: 152, bottom: 204 };
const LEFT = 44;
const RIGHT = WIDTH - 8;

// `history`: [{at_ms, lag_p50_ms, lag_p99_ms, event_off_p99_ms, released_late, stalls}], oldest first; `now` and `spanMs` say which time is drawn.
export function syncChart(history, now, spanMs) {
  const shown = history.filter(({ at_ms }) => at_ms >= now - spanMs);
  const x = (at) => LEFT + ((RIGHT - LEFT) * (at - now + spanMs)) / spanMs;
  const mostLag = step(Math.max(100, ...shown.map(({ lag_p99_ms, event_off_p99_ms }) => Math.max(lag_p99_ms ?? 0, event_off_p99_ms ?? 0))));
  const mostLate = step(Math.max(2, ...shown.map(({ released_late, stalls }) => Math.max(released_late, stalls))));
  const lag = scale(LAGS, mostLag);
  const late = scale(LATE, mostLate);
  return svg("svg", { role: "img", class: "sync-chart", viewBox: `0 0 ${WIDTH} 222`, "aria-label": words(shown) },
    ...grid(LAGS, mostLag, "ms: players behind the capture, events from their frame"), ...grid(LATE, mostLate, "a minute: late, stalls"), ...minutes(x, now, spanMs),
    line("p99", shown, x, ({ lag_p99_ms }) => lag(lag_p99_ms), ({ lag_p99_ms }) => lag_p99_ms),
    line("p50", shown, x, ({ lag_p50_ms }) => lag(lag_p50_ms), ({ lag_p50_ms }) => lag_p50_ms),
    line("off", shown, x, ({ event_off_p99_ms }) => lag(event_off_p99_ms), ({ event_off_p99_ms }) => event_off_p99_ms),
    line("stalls", shown, x, ({ stalls }) => late(stalls), () => 0),
    line("late", shown, x, ({ released_late }) => late(released_late), () => 0));
}

function scale({ top, bottom }, most) {
  return (value) => bottom - ((bottom - top) * Math.min(value, most)) / most;
}

// A round number that is not smaller.
function step(most) {
  const power = 10 ** Math.floor(Math.log10(most));
  return [1, 2, 5, 10].map((times) => times * power).find((round) => round >= most);
}

function grid({ top, bottom }, most, title) {
  const rows = [[0, bottom], [most / 2, (top + bottom) / 2], [most, top]];
  const lines = rows.map(([, y]) => svg("line", { class: "grid", x1: LEFT, x2: RIGHT, y1: y, y2: y }));
  const labels = rows.map(([value, y]) => svg("text", { class: "scale", x: LEFT - 6, y: y + 4 }, String(value)));
  return [...lines, ...labels, svg("text", { class: "title", x: LEFT, y: top - 5 }, title)];
}

function minutes(x, now, spanMs) {
  const every = spanMs / 5;
  return Array.from({ length: 6 }, (_, index) => {
    const at = now - spanMs + index * every;
    const ago = Math.round((now - at) / 60_000);
    return svg("text", { class: "when", x: x(at), y: 219, "text-anchor": index === 5 ? "end" : "middle" }, ago ? `−${ago} min` : "now");
  });
}

// A line that breaks where nothing was known.
function line(name, shown, x, y, known) {
  let pen = "M";
  const steps = shown.map((each) => {
    if (known(each) === null) {
      pen = "M";
      return "";
    }
    const drawn = `${pen}${x(each.at_ms).toFixed(1)} ${y(each).toFixed(1)}`;
    pen = "L";
    return drawn;
  });
  return svg("path", { class: name, d: steps.join("") });
}

function words(shown) {
  const last = shown.findLast(({ lag_p50_ms }) => lag_p50_ms !== null);
  if (!last) return "No player watches: nothing is measured.";
  const off = last.event_off_p99_ms === null ? "" : ` 99 of 100 events are within ${Math.round(last.event_off_p99_ms)} ms of their frame;`;
  return `Players are ${Math.round(last.lag_p50_ms)} ms behind the capture, 99 of 100 less than ${Math.round(last.lag_p99_ms)} ms;${off} ${last.released_late} events came after their frame and ${last.stalls} stalls in the last minute.`;
}
