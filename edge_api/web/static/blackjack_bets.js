// What may be bet at a blackjack table before the deal, and what it pays: words from the table's own rules.

import { text } from "./spots.js";

export const SEATS = [1, 2, 3, 4, 5, 6, 7];
const PAIRS = ["perfect", "coloured", "mixed"];
const POKER = ["suited trips", "straight flush", "trips", "straight", "flush"];

// Every bet that is placed before the deal: {type, sel, name, price, size, full}.
export function positions(rules) {
  return SEATS.flatMap((seat) => spotsAt(seat, rules));
}

export function spotsAt(seat, rules) {
  const main = { name: "Bet", price: `1 to 1, blackjack ${ratio(rules.bj_pays)}`, size: "wager", full: `Main bet, seat ${seat}` };
  return [
    { type: "perfect_pairs", sel: { seat }, name: "Pairs", price: steps(PAIRS, rules.perfect_pairs), size: "side", full: `Perfect pairs, seat ${seat}` },
    { type: "21+3", sel: { seat }, name: "21+3", price: steps(POKER, rules["21+3"]), size: "side", full: `21 plus 3, seat ${seat}` },
    { type: "main", sel: { seat }, ...main },
    { type: "bet_behind", sel: { seat }, ...main, name: "Bet behind", size: "wager behind", full: `Bet behind seat ${seat}` },
  ];
}

// "3/2" in the words of the table: "3 to 2".
export function ratio(odds) {
  const [winnings, stake = "1"] = String(odds).split("/");
  return `${winnings} to ${stake}`;
}

// "25/12/6" for three things: "perfect 25 to 1, coloured 12 to 1, mixed 6 to 1"; one price is for all of them.
function steps(names, prices) {
  const each = prices.split("/");
  if (each.length === 1) return `${names.join(", ")} ${prices} to 1`;
  return names.map((name, index) => `${name} ${each[index]} to 1`).join(", ");
}

// The table's prices as they are printed on its felt.
export function prices(rules) {
  const made = text("dl", "", "prices");
  const stands = rules.dealer_soft17 === "hit" ? "dealer hits soft 17" : "dealer stands on 17";
  const rows = { Blackjack: `${ratio(rules.bj_pays)}, ${stands}, insurance ${ratio(rules.insurance_pays)}`, "Perfect pairs": steps(PAIRS, rules.perfect_pairs), "21+3": steps(POKER, rules["21+3"]) };
  for (const [name, words] of Object.entries(rows)) made.append(text("dt", name), text("dd", words));
  return made;
}
