// The dragon tiger cloth: the main bets, what each hand's card may be, with prices from the table's own rules, and the two cards.

import { SUITS, card } from "./cards.js";
import { baize, group, odds, spot, text } from "./spots.js";

const HANDS = ["dragon", "tiger"];
const TIED = { half: "a tie gives half back", lose: "a tie loses", push: "a tie gives it back" };
const MARKS = { dragon: "D", tiger: "T", tie: "=" };

// Every bet of the table: {type, sel, name, price, size, full?}.
export function positions(rules) {
  const main = HANDS.map((hand) => ({ type: hand, sel: null, name: title(hand), price: `1 to 1, ${TIED[rules.tie_main]}`, size: "large" }));
  const ties = [
    { type: "tie", sel: null, name: "Tie", price: odds(rules.tie_pays), size: "large" },
    { type: "suited_tie", sel: null, name: "Suited tie", price: odds(rules.suited_tie_pays), size: "whole" },
  ];
  return [main[0], ties[0], main[1], ...(rules.decks > 1 ? ties.slice(1) : []), ...HANDS.flatMap((hand) => ofCard(hand, rules))];
}

function ofCard(hand, rules) {
  const seven = rules.seven_loses ? ", 7 loses" : "";
  const even = (kind, price) => ({ type: `${hand}_${kind}`, sel: null, name: title(kind), price: `1 to 1, ${price}`, size: "quarter", full: `${title(hand)} ${kind}` });
  const suit = (sel) => ({ type: `${hand}_suit`, sel, name: SUITS[sel][0], price: odds(rules.suit_pays) + seven, size: "quarter", full: `${title(hand)} ${SUITS[sel][1]}` });
  return [even("small", "ace to 6"), even("big", "8 to king"), even("odd", `A 3 5${seven ? "" : " 7"} 9 J K`), even("even", "2 4 6 8 10 Q"), ...Object.keys(SUITS).map(suit)];
}

export function draw(into, rules, bet) {
  const spots = positions(rules);
  const made = (wanted) => spots.filter(wanted).map((position) => spot(position, bet));
  const groups = HANDS.map((hand) => group(`${title(hand)}'s card`, "half", made(({ type }) => type.startsWith(`${hand}_`))));
  const coup = Object.assign(document.createElement("div"), { className: "coup", id: "coup" });
  into.replaceChildren(coup, baize(...made(({ size }) => size !== "quarter"), ...groups));
}

// The two cards as they lie; called whenever one has come.
export function show(cards, outcome) {
  const hands = HANDS.map((hand) => {
    const box = text("p", "", `hand ${hand}${outcome?.winner === hand ? " won" : ""}`);
    box.append(text("b", title(hand)), ...(cards[hand] ?? []).map(card));
    if (outcome?.winner === hand) box.append(text("strong", "wins"));
    if (outcome?.winner === "tie") box.append(text("strong", outcome.dragon === outcome.tiger ? "suited tie" : "tie"));
    return box;
  });
  document.getElementById("coup").replaceChildren(...hands);
}

// A result in the strip of last results, and an outcome in a word.
export function chip(winner) {
  return { tone: winner, face: MARKS[winner], name: winner };
}

export function result({ winner }) {
  return winner;
}

function title(name) {
  return name[0].toUpperCase() + name.slice(1);
}
