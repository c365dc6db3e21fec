// The sic bo cloth: every bet of the table with its price from the table's own rules, faces drawn as dice, and the dice of the round.

import { die, faces, sum, tell, told, tray } from "./dice.js";
import { baize, group, odds, spot, text } from "./spots.js";

const FACES = [1, 2, 3, 4, 5, 6];
const PRINTED = [[1, 2, 3, 4], [2, 3, 4, 5], [2, 3, 5, 6], [3, 4, 5, 6]];
const HALVES = { small: "4–10", odd: "odd total", even: "even total", big: "11–17" };
const GROUPS = [ // heading, how many in a row, bets
  ["Three of a kind", "sixes", ["triple"]], ["At least two of a kind", "sixes", ["double"]], ["Total", "sevens", ["total"]],
  ["Two dice", "fives", ["combo"]], ["One die: once, twice, three times", "sixes", ["single"]],
];
const OPTIONAL = [["Four numbers, three of them", "quarters", ["four_number"]], ["Exactly these three", "fives", ["three_number"]], ["A pair and another", "sixes", ["pair_single"]]];

// Every bet of the table: {type, sel, name, price, size, full, dice?}.
export function positions(rules) {
  const { pays, optional_bets } = rules;
  return [...halves(rules), anyTriple(pays), ...totals(pays), ...ofFaces(pays), ...(optional_bets ? optional(pays) : [])];
}

function halves({ pays, odd_even_lose_on_triple }) {
  return Object.entries(HALVES).map(([type, covers]) => {
    const beaten = odd_even_lose_on_triple || type === "small" || type === "big" ? ", triples lose" : "";
    return { type, sel: null, name: title(type), price: `${odds(pays[type])}, ${covers}${beaten}`, size: "quarter tall", full: title(type) };
  });
}

function anyTriple(pays) {
  return { type: "any_triple", sel: null, name: "Any triple", price: odds(pays.any_triple), size: "whole", full: "Any triple" };
}

function totals(pays) {
  return Array.from({ length: 14 }, (_, index) => index + 4).map((sel) => {
    return { type: "total", sel, name: String(sel), price: odds(pays.total[Math.min(sel, 21 - sel)]), size: "cell", full: `Total ${sel}` };
  });
}

function ofFaces({ single, double, triple, combo }) {
  const hits = `${single.map((price) => odds(price).replace(" to 1", "")).join(", ")} to 1`;
  return [
    ...FACES.map((face) => shown("single", face, [face], hits)), ...FACES.map((face) => shown("double", face, [face, face], odds(double))),
    ...FACES.map((face) => shown("triple", face, [face, face, face], odds(triple))), ...choose(2).map((pair) => shown("combo", pair, pair, odds(combo))),
  ];
}

function optional({ three_number, pair_single, four_number }) {
  const pairs = FACES.flatMap((pair) => FACES.filter((other) => other !== pair).map((other) => [pair, pair, other].sort()));
  return [
    ...choose(3).map((three) => shown("three_number", three, three, odds(three_number))), ...pairs.map((three) => shown("pair_single", three, three, odds(pair_single))),
    ...PRINTED.map((four) => shown("four_number", four, four, odds(four_number))),
  ];
}

function shown(type, sel, dice, price) {
  const name = dice.join(" ");
  return { type, sel, name, price, size: "cell", full: `${title(type.replace("_", " "))} ${[sel].flat().join(", ")}`, dice };
}

// Every choice of `count` different faces, in ascending order.
function choose(count, from = FACES) {
  if (count === 0) return [[]];
  return from.flatMap((face, index) => choose(count - 1, from.slice(index + 1)).map((rest) => [face, ...rest]));
}

export function draw(into, rules, bet) {
  const spots = positions(rules);
  const made = (types) => spots.filter(({ type }) => types.includes(type)).map((position) => place(position, bet));
  const listed = (groups) => groups.map(([heading, row, types]) => group(heading, `all ${row}`, made(types)));
  const cloth = baize(...made(Object.keys(HALVES)), ...made(["any_triple"]), ...listed(GROUPS));
  if (rules.optional_bets) {
    const more = Object.assign(document.createElement("details"), { className: "more" });
    more.append(text("summary", "More combinations"), ...listed(OPTIONAL));
    cloth.append(more);
  }
  into.replaceChildren(tray("The dice"), cloth);
}

function place(position, bet) {
  const made = spot(position, bet);
  if (position.dice) made.firstElementChild.replaceChildren(...position.dice.map(die));
  return made;
}

// The dice as they lie, and what they are; called whenever they have been read.
export function show({ dice: [reading] = [] }) {
  const rolled = faces(reading);
  if (rolled.length) tell(reading, ...rolled.map(die), text("strong", said(rolled)));
  else tell("", text("span", "No dice yet"));
}

function said(dice) {
  const total = sum(dice);
  if (isTriple(dice)) return `${total}, a triple`;
  return `${total}, ${total > 10 ? "big" : "small"}, ${total % 2 ? "odd" : "even"}`;
}

// A result in the strip of last results, and an outcome in a word.
export function chip(label) {
  const dice = label.split("-").map(Number);
  const tone = isTriple(dice) ? "triple" : sum(dice) > 10 ? "big" : "small";
  return { tone, face: String(sum(dice)), name: `${sum(dice)}: ${dice.join(", ")}` };
}

export function result({ dice }) {
  return dice && told(dice);
}

function isTriple(dice) {
  return new Set(dice).size === 1;
}

function title(name) {
  return name[0].toUpperCase() + name.slice(1);
}
