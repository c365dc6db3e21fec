// What a table of blackjack asks me now: what a hand of mine does, whether I insure, or what I might choose before my turn. Pure.

import { ratio } from "./blackjack_bets.js";
import { actions, handsAt, inWords, isNatural } from "./blackjack_hand.js";

// {kind: "turn" | "insurance" | "early", title, closes_at, rows}, or null. A row is {seat, hand, cards, says, options}: `cards` counts
// those that I see; an option is {action, cost}. `seats` is what I hold (holdings.js).
export function asked(state, seats) {
  const { question } = state;
  if (state.hold || state.phase !== "dealing") return null;
  if (question?.kind === "insurance") return some("insurance", `Insurance? It pays ${ratio(state.rules.insurance_pays)}`, question.closes_at, insurable(state, seats));
  if (question && seats.get(question.seat)?.main) return turn(state, question, seats.get(question.seat));
  return some("early", "Choose before your turn", null, early(state, seats));
}

function some(kind, title, closes_at, rows) {
  const ordered = rows.toSorted((one, other) => one.seat - other.seat || one.hand - other.hand);
  return rows.length ? { kind, title, closes_at, rows: ordered } : null;
}

function turn(state, { seat, hand, actions: may, closes_at }, { main }) {
  const hands = handsAt(state.cards, seat);
  const cards = hands.find((each) => each.hand === hand)?.cards ?? [];
  const title = `Your turn: ${named(seat, hand, hands)}`;
  const row = { seat, hand, cards: cards.length, says: against(state, cards, hands.length), options: may.map((action) => option(action, main)) };
  return { kind: "turn", title, closes_at, rows: [row] };
}

function option(action, main) {
  return { action, cost: action === "double" || action === "split" ? main : 0 };
}

export function named(seat, hand, hands) {
  return hands.length > 1 ? `seat ${seat}, hand ${hand}` : `seat ${seat}`;
}

function against({ cards: { dealer = [] } }, cards, hands) {
  return `${inWords(cards, hands)} against ${inWords(dealer.slice(0, 1))}`;
}

// Half of what I have on a seat's play may be insured; a natural of my own may be paid at once instead.
function insurable({ cards }, seats) {
  return [...seats].flatMap(([seat, { main, behind, insured }]) => {
    const most = Math.floor((main + behind) / 2) - insured;
    const [first] = handsAt(cards, seat);
    const even = main && !insured && isNatural(first?.cards ?? []) ? [{ action: "even_money", cost: 0 }] : [];
    const insure = most > 0 ? [{ action: "insurance", cost: most }] : [];
    return main || behind ? [{ seat, hand: 1, cards: 2, says: first ? inWords(first.cards) : "", options: [...even, ...insure] }] : [];
  });
}

// My hands that are still to be asked, with what they could do.
function early(state, seats) {
  const from = position(state);
  if (!from) return [];
  return [...seats].filter(([, { main }]) => main).flatMap(([seat, { main }]) => {
    const hands = handsAt(state.cards, seat);
    const later = hands.filter(({ hand }) => seat > from.seat || (seat === from.seat && hand > from.hand));
    return later.map(({ hand, cards }) => row(state, seat, hand, cards, hands, main)).filter(({ options }) => options.length);
  });
}

function row(state, seat, hand, cards, hands, main) {
  const may = actions(state.rules, cards, hands.length).map((action) => option(action, main));
  return { seat, hand, cards: cards.length, says: `${named(seat, hand, hands)}: ${against(state, cards, hands.length)}`, options: may };
}

// The hand that is at play: those behind it are still to come. Null while cards are dealt to all, and when the dealer plays.
function position(state) {
  if (!isDealt(state)) return null;
  if (state.question) return state.question;
  const [, seat, hand] = /^seat-(\d) \d+(?:, hand (\d))?$/.exec(state.next ?? "") ?? [];
  return seat ? { seat: Number(seat), hand: Number(hand ?? 1) } : null;
}

// Everybody has the first two cards.
function isDealt({ cards, rules, seats }) {
  const many = (seat) => handsAt(cards, seat).reduce((sum, hand) => sum + hand.cards.length, 0);
  return (cards.dealer ?? []).length >= (rules.hole === "peek" ? 2 : 1) && seats.every((seat) => many(seat) >= 2);
}
