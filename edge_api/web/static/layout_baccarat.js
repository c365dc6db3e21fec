// The baccarat cloth: the three main bets, the side bets with their prices from the table's own rules, and the cards of the coup.

import { card } from "./cards.js";

const MAIN = ["player", "tie", "banker"];
const SIDE = ["player_pair", "either_pair", "perfect_pair", "banker_pair", "player_bonus", "small", "big", "banker_bonus", "panda8", "super6", "dragon7"];
const NAMES = { panda8: "Panda 8", dragon7: "Dragon 7", super6: "Super 6" };
const BANKER = { "0.05": "0.95 to 1", "0.04": "0.96 to 1", ez: "1 to 1, 7 in three cards pushes", none_super6: "1 to 1, 6 pays 1 to 2" };

export function draw(into, rules, bet) {
  const coup = Object.assign(document.createElement("div"), { className: "coup", id: "coup" });
  const cloth = document.createElement("div");
  cloth.className = "baize";
  cloth.setAttribute("role", "group");
  cloth.setAttribute("aria-label", "Betting layout");
  cloth.append(...MAIN.map((type) => spot(type, rules, bet, "large")), ...SIDE.map((type) => spot(type, rules, bet, "side")));
  into.replaceChildren(coup, cloth);
}

// The hands as they lie; called whenever a card has come.
export function show(cards, outcome) {
  const coup = document.getElementById("coup");
  coup.replaceChildren(...["player", "banker"].map((seat) => hand(seat, cards[seat], outcome?.winner === seat)));
}

// A result in the strip of last results, and an outcome in a word.
export function chip(winner) {
  return { tone: winner, face: winner[0].toUpperCase(), name: winner };
}

export function result({ winner }) {
  return winner;
}

function hand(seat, cards, won) {
  const box = Object.assign(document.createElement("p"), { className: `hand ${seat}${won ? " won" : ""}` });
  const name = Object.assign(document.createElement("b"), { textContent: title(seat) });
  const sum = Object.assign(document.createElement("span"), { className: "sum", textContent: cards.length ? points(cards) : "–" });
  box.append(name, ...cards.map(card), sum);
  if (won) box.append(Object.assign(document.createElement("strong"), { textContent: "wins" }));
  return box;
}

function points(cards) {
  const value = (rank) => "A23456789".indexOf(rank) + 1;
  return cards.reduce((sum, code) => sum + value(code[0]), 0) % 10;
}

function spot(type, rules, bet, size) {
  const made = document.createElement("button");
  made.className = `spot ${size} ${type}`;
  made.dataset.key = `${type} null`;
  const name = Object.assign(document.createElement("span"), { textContent: title(type) });
  const price = Object.assign(document.createElement("small"), { textContent: pays(type, rules) });
  made.append(name, " ", price);
  made.addEventListener("click", () => bet({ type, sel: null }, 1));
  return made;
}

function title(type) {
  const words = NAMES[type] ?? type.replaceAll("_", " ");
  return words[0].toUpperCase() + words.slice(1);
}

function pays(type, { commission, pays: prices }) {
  if (type === "banker") return BANKER[commission];
  if (type.endsWith("_bonus")) return `up to ${prices.bonus[9]} to 1`;
  const [winnings, stake = "1"] = prices[type].split("/");
  const most = type === "perfect_pair" && prices.perfect_pair_two ? `, two ${prices.perfect_pair_two}` : "";
  return `${Number((winnings / stake).toFixed(4))} to 1${most}`;
}
