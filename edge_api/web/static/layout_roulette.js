// The roulette cloth, European, French and American: every position is a button in one grid, the lines between numbers too.
//
// Rows:    1 numbers 3,6..36   2 line   3 upper half of 2,5..35   4 middle   5 lower half   6 line   7 numbers 1,4..34   8 outer line
//          9 dozens   10 even chances
// Columns: 1 zeros   2 line   then number, line, number, ...   25 numbers 34-36   26 columns

import { called } from "./called_bets.js";

export const RED = new Set([1, 3, 5, 7, 9, 12, 14, 16, 18, 19, 21, 23, 25, 27, 30, 32, 34, 36].map(String));
const PAYS = { straight: 35, split: 17, street: 11, trio: 11, corner: 8, first_four: 8, top_line: 6, six_line: 5, column: 2, dozen: 2, two_columns: "1:2", two_dozens: "1:2" };
const FRENCH = { low: "Manque", even: "Pair", red: "Rouge", black: "Noir", odd: "Impair", high: "Passe" };
const PLAIN = { low: "1 to 18", even: "Even", red: "Red", black: "Black", odd: "Odd", high: "19 to 36" };
const BODY = { 0: "7 / 8", 1: "3 / 6", 2: "1 / 2" }; // rows of the bottom, middle and top number of a street
const column = (street) => 3 + 2 * street;

export function colour(pocket) {
  if (pocket === "0" || pocket === "00") return "green";
  return RED.has(pocket) ? "red" : "black";
}

// A result in the strip of last results, and an outcome in a word.
export function chip(pocket) {
  return { tone: colour(pocket), face: pocket, name: `${pocket} ${colour(pocket)}` };
}

export function result({ pocket }) {
  return pocket;
}

// Positions of a wheel's layout: {type, sel, at: [rows, columns], face?, tone?, line?}; `line` marks a hot zone between numbers.
export function positions(wheel) {
  return [...zeros(wheel === "american"), ...numbers(), ...lines(), ...outside(wheel === "french")];
}

function numbers() {
  return Array.from({ length: 36 }, (_, index) => {
    const number = String(index + 1);
    return { type: "straight", sel: [number], at: [BODY[index % 3], column(Math.floor(index / 3))], face: number, tone: colour(number) };
  });
}

function lines() {
  const found = [];
  for (let street = 0; street < 12; street += 1) {
    const first = 3 * street + 1;
    const here = column(street);
    found.push(hot("street", [first, first + 1, first + 2], "8", here));
    found.push(hot("split", [first, first + 1], "6", here), hot("split", [first + 1, first + 2], "2", here));
    if (street < 11) found.push(...between(first, here + 1));
  }
  return found;
}

function between(first, at) {
  return [
    ...[0, 1, 2].map((row) => hot("split", [first + row, first + row + 3], BODY[row], at)),
    hot("corner", [first, first + 1, first + 3, first + 4], "6", at),
    hot("corner", [first + 1, first + 2, first + 4, first + 5], "2", at),
    hot("six_line", [0, 1, 2, 3, 4, 5].map((step) => first + step), "8", at),
  ];
}

function zeros(isDouble) {
  const zero = (pocket, rows) => ({ type: "straight", sel: [pocket], at: [rows, 1], face: pocket, tone: "green zero" });
  if (!isDouble) {
    return [
      zero("0", "1 / 8"),
      hot("split", [0, 3], "1 / 2", 2), hot("trio", [0, 2, 3], "2", 2), hot("split", [0, 2], "3 / 6", 2),
      hot("trio", [0, 1, 2], "6", 2), hot("split", [0, 1], "7 / 8", 2), hot("first_four", [0, 1, 2, 3], "8", 2),
    ];
  }
  return [
    zero("00", "1 / 4"), zero("0", "5 / 8"), hot("split", [0, "00"], "4", 1),
    hot("split", ["00", 3], "1", 2), hot("trio", ["00", 2, 3], "2", 2), hot("split", ["00", 2], "3", 2), hot("trio", [0, "00", 2], "4", 2),
    hot("split", [0, 2], "5", 2), hot("trio", [0, 1, 2], "6", 2), hot("split", [0, 1], "7", 2), hot("top_line", [0, "00", 1, 2, 3], "8", 2),
  ];
}

function outside(isFrench) {
  const names = isFrench ? FRENCH : PLAIN;
  const columns = [1, 2, 3].map((sel) => ({ type: "column", sel, at: [BODY[sel - 1], 26], face: "2:1", tone: "out column" }));
  const dozens = [1, 2, 3].map((sel) => ({ type: "dozen", sel, at: ["9", `${8 * sel - 5} / ${8 * sel + 2}`], face: `${["1st", "2nd", "3rd"][sel - 1]} 12`, tone: "out" }));
  const pairs = [
    { ...hot("two_columns", [1, 2], "6", 26), sel: [1, 2] }, { ...hot("two_columns", [2, 3], "2", 26), sel: [2, 3] },
    { ...hot("two_dozens", [1, 2], "9", 10), sel: [1, 2] }, { ...hot("two_dozens", [2, 3], "9", 18), sel: [2, 3] },
  ];
  const chances = Object.entries(names).map(([type, face], index) => ({ type, sel: null, at: ["10", `${4 * index + 3} / ${4 * index + 6}`], face, tone: `out ${type}` }));
  return [...columns, ...dozens, ...pairs, ...chances];
}

function hot(type, pockets, rows, at) {
  return { type, sel: pockets.map(String), at: [rows, at], line: true };
}

export function label({ type, sel }, rules = {}) {
  const name = type.replaceAll("_", " ");
  const pays = (type === "straight" && plainOf(sel[0], rules)) || (PAYS[type] ?? 1);
  return `${name}${sel === null ? "" : ` ${[sel].flat().join(" ")}`}, pays ${String(pays).includes(":") ? pays.replace(":", " to ") : `${pays} to 1`}`;
}

// What a straight that may be lucky pays while it is not; undefined where the rules leave it as it is.
function plainOf(pocket, { multipliers }) {
  const area = multipliers?.areas.find(({ sels }) => !sels || sels.includes(pocket));
  return area?.base?.replace("/", ":").replace(/:1$/, "") ?? undefined;
}

// Draw the layout into `into`; `bet(position, units)` is called for each click.
export function draw(into, rules, bet) {
  const cloth = document.createElement("div");
  cloth.className = "cloth";
  cloth.setAttribute("role", "group");
  cloth.setAttribute("aria-label", "Betting layout: arrow keys move, Enter puts a chip down");
  const spots = positions(rules.wheel);
  const buttons = spots.map((position) => button(position, rules, bet));
  cloth.append(...buttons);
  walkable(cloth, buttons);
  into.replaceChildren(cloth);
  if (rules.called_bets) into.append(called(rules.wheel, spots, bet));
}

function button(position, rules, bet) {
  const made = document.createElement("button");
  const [rows, at] = position.at;
  made.className = position.line ? "hot" : `spot ${position.tone}`;
  made.style.gridRow = rows;
  made.style.gridColumn = String(at);
  made.dataset.key = `${position.type} ${JSON.stringify(position.sel)}`;
  made.setAttribute("aria-label", label(position, rules));
  made.title = label(position, rules);
  if (position.face) made.append(Object.assign(document.createElement("span"), { textContent: position.face }));
  made.addEventListener("click", () => bet(position, 1));
  return made;
}

// One stop for the tab key; arrows go to the nearest button in their direction.
function walkable(cloth, buttons) {
  for (const each of buttons) each.tabIndex = -1;
  buttons[0].tabIndex = 0;
  cloth.addEventListener("keydown", (key) => {
    const direction = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[key.key];
    const next = direction && nearest(key.target, buttons, direction);
    if (!next) return;
    key.preventDefault();
    next.focus();
  });
  cloth.addEventListener("focusin", ({ target }) => {
    for (const each of buttons) each.tabIndex = each === target ? 0 : -1;
  });
}

function nearest(from, buttons, [dx, dy]) {
  const centre = (each) => {
    const box = each.getBoundingClientRect();
    return [box.x + box.width / 2, box.y + box.height / 2];
  };
  const [x, y] = centre(from);
  const reach = (each) => {
    const [along, aside] = [(centre(each)[0] - x) * dx + (centre(each)[1] - y) * dy, (centre(each)[0] - x) * dy + (centre(each)[1] - y) * dx];
    return along < 2 ? Infinity : along + 3 * Math.abs(aside);
  };
  const best = buttons.reduce((found, each) => (reach(each) < reach(found) ? each : found), from);
  return reach(best) === Infinity ? null : best;
}
