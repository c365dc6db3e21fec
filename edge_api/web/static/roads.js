// <game-roads data-roads="…">: draws the roads that the edge has worked out (GET /api/v1/tables/{table}/roads). Works out none itself.

import { html, picture, svg } from "./svg.js";

const ROWS = 6;
const SHORT = { player: "P", banker: "B", tie: "T", dragon: "D", tiger: "T" };
const DERIVED = [["big_eye_boy", "Big eye boy"], ["small_road", "Small road"], ["cockroach_pig", "Cockroach pig"]];
const MARKS = { R: "red", B: "blue" };

class GameRoads extends HTMLElement {
  static observedAttributes = ["data-roads"];

  connectedCallback() {
    this.#draw();
  }

  attributeChangedCallback() {
    if (this.isConnected) this.#draw();
  }

  #draw() {
    if (!this.dataset.roads) return;
    const roads = JSON.parse(this.dataset.roads);
    this.replaceChildren(
      road("Bead plate", beadWords(roads), roads.bead_plate, 1.5, (cell) => bead(cell, roads.sides), 2),
      road("Big road", bigWords(roads), roads.big_road, 1.5, bigCell, 1.25),
      html("div", { class: "derived" }, ...DERIVED.map(([name, title]) => road(title, markWords(roads[name]), roads[name].cells, 1, DRAW[name], 1))),
      asks(roads),
    );
    for (const strip of this.querySelectorAll(".strip-of-road")) strip.scrollLeft = strip.scrollWidth;
  }
}

// One road: a strip that scrolls sideways, its newest column in view. `place` draws a cell in a square of 10.
function road(title, words, cells, least, place, scale) {
  const columns = Math.max(12 * least, ...cells.map(([column]) => column));
  const drawn = cells.map((cell) => svg("g", { transform: `translate(${(cell[0] - 1) * 10} ${(cell[1] - 1) * 10})` }, ...place(cell)));
  const image = picture(`${title}: ${words}`, columns * 10, ROWS * 10, 1.3 * scale, grid(columns), ...drawn);
  const strip = html("div", { class: "strip-of-road", tabindex: "0", role: "group", "aria-label": `${title}, scrolls sideways` }, image);
  return html("figure", { class: "road" }, html("figcaption", {}, title), strip);
}

function grid(columns) {
  const upright = Array.from({ length: columns + 1 }, (_, index) => `M${index * 10} 0V${ROWS * 10}`);
  const across = Array.from({ length: ROWS + 1 }, (_, index) => `M0 ${index * 10}H${columns * 10}`);
  return svg("path", { class: "lines", d: [...upright, ...across].join("") });
}

// --- cells -------------------------------------------------------------------------------------------------------------

function bead([, , winner, playerPair, bankerPair], sides) {
  const side = { P: "blue", B: "red", T: "green" }[winner];
  const letter = sides[winner] === "tie" && sides.B === "dragon" ? "=" : SHORT[sides[winner]];
  return [svg("circle", { class: `full ${side}`, cx: 5, cy: 5, r: 4.3 }), svg("text", { x: 5, y: 6.9 }, letter), ...dots(playerPair, bankerPair)];
}

function bigCell([, , winner, ties, playerPair, bankerPair]) {
  const ring = svg("circle", { class: `ring ${winner === "B" ? "red" : "blue"}`, cx: 5, cy: 5, r: 3.7 });
  const slash = ties ? [svg("path", { class: "tie", d: "M2 8L8 2" })] : [];
  const count = ties > 1 ? [svg("text", { class: "ties", x: 5, y: 6.6 }, String(ties))] : [];
  return [ring, ...slash, ...count, ...dots(playerPair, bankerPair)];
}

function dots(playerPair, bankerPair) {
  const made = [];
  if (bankerPair) made.push(svg("circle", { class: "dot red", cx: 1.8, cy: 1.8, r: 1.5 }));
  if (playerPair) made.push(svg("circle", { class: "dot blue", cx: 8.2, cy: 8.2, r: 1.5 }));
  return made;
}

const DRAW = {
  big_eye_boy: ([, , mark]) => [svg("circle", { class: `ring ${MARKS[mark]}`, cx: 5, cy: 5, r: 3.4 })],
  small_road: ([, , mark]) => [svg("circle", { class: `full ${MARKS[mark]}`, cx: 5, cy: 5, r: 3.6 })],
  cockroach_pig: ([, , mark]) => [svg("path", { class: `slash ${MARKS[mark]}`, d: "M1.8 8.2L8.2 1.8" })],
};

// --- words -------------------------------------------------------------------------------------------------------------

function beadWords({ bead_plate: cells, sides, hands }) {
  const last = cells.slice(-12).map(([, , winner, playerPair, bankerPair]) => [sides[winner], playerPair && `${sides.P} pair`, bankerPair && `${sides.B} pair`].filter(Boolean).join(" with "));
  return hands ? `${hands} hands; the last ${last.length}: ${last.join(", ")}` : "no hand yet";
}

function bigWords({ big_road: cells, sides }) {
  if (!cells.length) return "no streak yet";
  const newest = cells.at(-1)[2];
  let length = 0;
  while (length < cells.length && cells.at(-1 - length)[2] === newest) length += 1;
  return `${cells.length} hands without ties; ${length} times ${sides[newest]} now`;
}

function markWords({ marks }) {
  return marks ? `${marks.length} marks; the last: ${[...marks.slice(-6)].map((mark) => MARKS[mark]).join(", ")}` : "not begun";
}

// What the next hand would add: a small table, a row for each side.
function asks({ ask_next: next, sides }) {
  const head = html("tr", {}, html("th", { scope: "col" }, "If next"), ...DERIVED.map(([, title]) => html("th", { scope: "col" }, title)));
  const rows = ["B", "P"].map((side) => html("tr", {}, html("th", { scope: "row" }, sides[side]), ...DERIVED.map(([name], index) => html("td", {}, ...mark(name, next[side][index])))));
  return html("table", { class: "asks" }, html("caption", { class: "unseen" }, "Marks that the next hand would make"), html("thead", {}, head), html("tbody", {}, ...rows));
}

function mark(name, colour) {
  if (!colour) return ["–"];
  return [picture(MARKS[colour], 10, 10, 1.6, ...DRAW[name]([0, 0, colour])), ` ${MARKS[colour]}`];
}

customElements.define("game-roads", GameRoads);
