// The craps cloth: line, numbers and one-roll bets with their prices, the point, the dice, and which bets may be placed now.

import { die, faces, sum, tell, told, tray } from "./dice.js";
import { baize, group, spot, text } from "./spots.js";

const POINTS = [4, 5, 6, 8, 9, 10];
const TRUE = { 4: "2", 5: "3/2", 6: "6/5", 8: "6/5", 9: "3/2", 10: "2" };
const PLACE = { 4: "9/5", 5: "7/5", 6: "7/6", 8: "7/6", 9: "7/5", 10: "9/5" };
const HARD = { 4: "7", 6: "9", 8: "9", 10: "7" };
const NEXT = { any_seven: ["Any seven", "4"], any_craps: ["Any craps 2 3 12", "7"], two: ["2", "30"], three: ["3", "15"], eleven: ["11", "15"], twelve: ["12", "30"] };
const SEVERAL = { horn: ["Horn 2 3 11 12", 4], world: ["World 2 3 7 11 12", 5], c_and_e: ["Craps and eleven", 2] };
const NAMES = { pass: "Pass line", dont_pass: "Don't pass", come: "Come", dont_come: "Don't come", pass_odds: "Odds", dont_pass_odds: "Don't odds" };
const BEHIND = { pass_odds: "pass", dont_pass_odds: "dont_pass" };
const COME_OUT_ONLY = ["pass", "dont_pass"];
const POINT_ONLY = ["come", "dont_come", "pass_odds", "dont_pass_odds"];

// Every bet of the table: {type, sel, name, price, size, full?, pays?, dice?}; `pays` are the odds to one where a bet has one price.
export function positions(rules) {
  return [...line(rules), field(rules), ...POINTS.flatMap((number) => onNumber(number, rules)), ...nextRoll()];
}

function line({ dont_bar }) {
  const behind = (turn) => [4, 5, 6].map((point) => `${turn(TRUE[point])} on ${point} and ${14 - point}`).join(", ");
  const bars = `${ratio("1")}, ${dont_bar} pushes`;
  const prices = { pass: ratio("1"), come: ratio("1"), pass_odds: behind(ratio), dont_pass: bars, dont_come: bars, dont_pass_odds: behind((odds) => ratio(inverse(odds))) };
  return Object.entries(prices).map(([type, price]) => ({ type, sel: null, name: NAMES[type], price, size: "third", ...(type.endsWith("odds") ? {} : { pays: "1" }) }));
}

function field({ field_2, field_12 }) {
  return { type: "field", sel: null, name: "Field 2 3 4 9 10 11 12", price: `1 to 1, 2 pays ${field_2} to 1, 12 pays ${field_12} to 1`, size: "whole" };
}

function onNumber(number, { vig }) {
  const cut = (of) => (vig === "on_win" ? `, less 5 % of ${of}` : `, plus 5 % of ${of} now`);
  const one = (type, name, pays, more = "") => ({ type, sel: number, name, price: ratio(pays) + more, size: "cell", full: `${name} ${number}`, pays });
  return [
    one("place", "Place", PLACE[number]), one("buy", "Buy", TRUE[number], cut("the stake")), one("lay", "Lay", inverse(TRUE[number]), cut("the win")),
    ...(HARD[number] ? [{ ...one("hardway", "Hard", HARD[number]), dice: [number / 2, number / 2] }] : []),
    ...(number === 6 || number === 8 ? [{ type: `big${number}`, sel: null, name: "Big", price: ratio("1"), size: "cell", full: `Big ${number}`, pays: "1" }] : []),
  ];
}

function nextRoll() {
  const simple = Object.entries(NEXT).map(([type, [name, pays]]) => ({ type, sel: null, name, price: ratio(pays), size: "cell", pays }));
  const several = Object.entries(SEVERAL).map(([type, [name, units]]) => ({ type, sel: null, name, price: `${units} chips`, size: "cell" }));
  const hops = [1, 2, 3, 4, 5, 6].flatMap((low) => Array.from({ length: 7 - low }, (_, more) => [low, low + more])).map((dice) => {
    const pays = dice[0] === dice[1] ? "30" : "15";
    return { type: "hop", sel: dice, name: dice.join(" "), price: ratio(pays), size: "cell", full: `Hop ${dice.join(" and ")}`, pays, dice };
  });
  return [...simple, ...several, ...hops];
}

export function draw(into, rules, bet) {
  const spots = positions(rules);
  const put = (position) => bet(position, SEVERAL[position.type]?.[1] ?? 1);
  const made = (wanted) => spots.filter(wanted).map((position) => place(position, put));
  const numbers = POINTS.map((number) => group(String(number), `number n${number}`, made(({ type, sel }) => sel === number || type === `big${number}`)));
  const hop = Object.assign(document.createElement("details"), { className: "more" });
  hop.append(text("summary", "Hop: name both dice of the next roll"), group("Any order", "all sevens", made(({ type }) => type === "hop")));
  const next = group("Next roll", "all thirds", made(({ type }) => type in NEXT || type in SEVERAL));
  into.replaceChildren(tray("The dice and the point"), baize(...made(({ type }) => type in NAMES), ...made(({ type }) => type === "field"), ...numbers, next, hop));
}

function place(position, put) {
  const made = spot(position, put);
  made.dataset.type = position.type;
  if (position.dice) made.firstElementChild.replaceChildren(...position.dice.map(die));
  return made;
}

// The dice as they lie, the point, and the bets that it allows; called whenever something has changed.
export function show({ dice: [reading] = [] }, _, { carried }, { staying = [] } = {}) {
  const rolled = faces(reading);
  const point = carried ? Number(carried) : null;
  const puck = text("span", point ? `On ${point}` : "Off: come-out roll", `puck ${point ? "on" : "off"}`);
  tell(`${reading} ${point}`, ...rolled.map(die), ...(rolled.length ? [text("strong", String(sum(rolled)))] : []), puck);
  const standing = staying.map(({ type }) => type);
  for (const made of document.querySelectorAll("#layout [data-type]")) made.disabled = !mayPlace(made.dataset.type, point, standing);
  for (const number of POINTS) document.querySelector(`#layout .n${number}`).classList.toggle("on", number === point);
}

// Whether the table takes this bet while the point is on (null: before a come-out roll) from a player whose bets of these types stay on the
// layout: odds stand behind a line bet. The edge decides, also how much; this only greys out.
export function mayPlace(type, point, standing) {
  if (type in BEHIND && !standing.includes(BEHIND[type])) return false;
  return point === null ? !POINT_ONLY.includes(type) : !COME_OUT_ONLY.includes(type);
}

// A result in the strip of last results, and an outcome in a word.
export function chip(label) {
  const dice = label.split("-").map(Number);
  return { tone: sum(dice) === 7 ? "seven" : "plain", face: String(sum(dice)), name: `${sum(dice)}: ${dice.join(" and ")}` };
}

export function result({ rolls }) {
  return rolls && told(rolls.at(-1));
}

// "9/5" in the words of the table: "9 to 5".
function ratio(odds) {
  const [winnings, stake = "1"] = odds.split("/");
  return `${winnings} to ${stake}`;
}

function inverse(odds) {
  const [winnings, stake = "1"] = odds.split("/");
  return `${stake}/${winnings}`;
}
