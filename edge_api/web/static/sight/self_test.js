// The self-test of a lesson: its figures, and how far apart the weakest genuine card and the strongest impostor are.

import { html, svg } from "../svg.js";

const WIDE = 400;

export function selfTest(lesson) {
  if (!lesson) return [html("p", { class: "empty" }, "Nothing has been learned yet.")];
  const { genuine_low: genuine, impostor_high: impostor, ...rest } = lesson.self_test;
  const verdict = lesson.passed
    ? html("p", { class: "tone-go" }, "Passed: it took nothing for another.")
    : html("p", { class: "tone-bad" }, "Not passed: it took one thing for another. Correct the labels, or take better pictures.");
  const figures = Object.entries(rest).filter(([, value]) => typeof value === "number").flatMap(([name, value]) => [html("dt", {}, name.replaceAll("_", " ")), html("dd", {}, value <= 1 && !Number.isInteger(value) ? `${(value * 100).toFixed(1)} %` : String(value))]);
  const gap = typeof genuine === "number" && typeof impostor === "number" ? [bar(genuine, impostor)] : [];
  return [verdict, ...doubted(lesson.doubts ?? []), ...gap, html("dl", { class: "pairs" }, ...figures), html("p", { class: "code" }, lesson.calibration.slice(0, 16))];
}

// Pictures that look otherwise than their labels say, as the board words it: for people to look at.
function doubted(doubts) {
  if (!doubts.length) return [];
  const words = doubts.map((line) => line.replace(/^picture-0*(\d+)\.png/, "Picture $1"));
  return [html("h3", {}, "Look at these labels"), html("ul", { class: "doubts tone-soon" }, ...words.map((line) => html("li", {}, line)))];
}

// Likeness from 0 to 1: impostors end where genuine things begin.
function bar(genuine, impostor) {
  const at = (likeness) => Math.max(0, Math.min(1, likeness)) * WIDE;
  const apart = (genuine - impostor).toFixed(2);
  return svg("svg", { class: "gap", viewBox: `0 0 ${WIDE} 62`, role: "img", "aria-label": `Impostors reach ${impostor.toFixed(2)}, genuine begin at ${genuine.toFixed(2)}: ${apart} apart` },
    svg("rect", { class: "impostor", x: 0, y: 18, width: at(impostor), height: 20 }), svg("rect", { class: "genuine", x: at(genuine), y: 18, width: WIDE - at(genuine), height: 20 }),
    svg("text", { x: 2, y: 13 }, `impostors up to ${impostor.toFixed(2)}`), svg("text", { x: WIDE - 2, y: 13, "text-anchor": "end" }, `genuine from ${genuine.toFixed(2)}`),
    svg("text", { x: WIDE / 2, y: 56, "text-anchor": "middle", class: genuine > impostor ? "good" : "bad" }, genuine > impostor ? `${apart} apart` : "they overlap"));
}
