// The andar bahar cloth: both sides, the number of cards and the joker, with prices from the table's own rules, and the cards as dealt.

import { SUITS, card } from "./cards.js";
import { baize, group, odds, spot, text } from "./spots.js";

const SIDES = ["andar", "bahar"];
const RANKS = [["below8", "2 to 7", "Joker 2 to 7"], ["8", "8", "Joker is 8"], ["above8", "9 to A", "Joker 9 to ace"]];
const CARDS = ["1-5", "6-10", "11-15", "16-25", "26-30", "31-35", "36-40", "41+"];

// Every bet of the table: {type, sel, name, price, size, full?}.
export function positions(rules) {
  return [...SIDES.map((side) => ({ type: side, sel: null, name: title(side), price: sidePays(side, rules), size: "half" })), ...ofCards(rules), ...ofJoker(rules)];
}

function sidePays(side, { first_side, pays_first, pays_second, first_card_pays }) {
  const first = odds(pays_first) + (first_card_pays ? `, ${odds(first_card_pays)} on the first card` : "");
  if (first_side === "by_joker_colour") return `dealt first (${side === "andar" ? "black" : "red"} joker): ${first}; second: ${odds(pays_second)}`;
  return first_side === side ? `${first}, dealt first` : odds(pays_second);
}

function ofCards({ cards }) {
  return CARDS.map((sel) => ({ type: "cards", sel, name: sel.replace("-", " to "), price: odds(cards[sel]), size: "side", full: `${sel.replace("-", " to ")} cards` }));
}

function ofJoker({ pays_joker_colour, pays_joker_suit, pays_joker_rank }) {
  const one = (type, sel, name, price, full, size) => ({ type, sel, name, price: odds(price), size, full });
  return [
    ...["red", "black"].map((sel) => one("joker_colour", sel, title(sel), pays_joker_colour, `Joker ${sel}`, `half ${sel}`)),
    ...Object.entries(SUITS).map(([sel, [mark, suit]]) => one("joker_suit", sel, mark, pays_joker_suit, `Joker of ${suit}`, "side")),
    ...RANKS.map(([sel, name, full]) => one("joker_rank", sel, name, pays_joker_rank[sel], full, "third")),
  ];
}

export function draw(into, rules, bet) {
  const spots = positions(rules);
  const made = (wanted) => spots.filter(({ type }) => wanted(type)).map((position) => spot(position, bet));
  const coup = Object.assign(document.createElement("div"), { className: "coup long", id: "coup" });
  into.replaceChildren(coup, baize(
    ...made((type) => SIDES.includes(type)),
    group("Cards after the joker, the matching one included", "all", made((type) => type === "cards")),
    group("The joker", "all", made((type) => type.startsWith("joker"))),
  ));
}

// The joker and both sides as they lie; called whenever a card has come.
export function show(cards, outcome) {
  const rows = ["joker", ...SIDES].map((place) => {
    const won = outcome?.winner === place;
    const lying = cards[place] ?? [];
    const box = text("p", "", `hand ${place}${won ? " won" : ""}`);
    box.append(text("b", title(place)), ...lying.map(card));
    if (won) box.append(text("strong", "wins"));
    if (place !== "joker") box.append(text("span", String(lying.length), "sum"));
    return box;
  });
  document.getElementById("coup").replaceChildren(...rows);
}

// A result in the strip of last results, and an outcome in a word.
export function chip(winner) {
  return { tone: winner, face: winner[0].toUpperCase(), name: winner };
}

export function result({ winner }) {
  return winner;
}

function title(name) {
  return name[0].toUpperCase() + name.slice(1);
}
