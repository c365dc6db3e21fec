// The blackjack table: seven seats on an arc with their bets, the dealer's hand, and the box in which the table asks me.
//
// Seats are numbered from the dealer's left, in the order of dealing. Whoever faces the dealer sees the first one on the right; on a narrow
// screen they are a list.

import { asked } from "./blackjack_asked.js";
import { SEATS, positions, prices, spotsAt } from "./blackjack_bets.js";
import { inWords, isNatural, points } from "./blackjack_hand.js";
import { Seat } from "./blackjack_seat.js";
import { card } from "./cards.js";
import { seconds } from "./clock.js";
import { holdings } from "./holdings.js";
import { QuestionBox } from "./question_box.js";
import { text } from "./spots.js";

export { positions };

const ACTIONS = { hit: "Hit", stand: "Stand", double: "Double", split: "Split", surrender: "Surrender", play: "Play on", even_money: "Even money", insurance: "Insure for" };

let seats, box, dealer, follow, play;

// `bet(position, units)` puts a chip down; `desk`: {choose(choice), money(minor)} for what is answered while the round is played.
export function draw(into, rules, bet, desk) {
  play = desk;
  const table = Object.assign(document.createElement("div"), { className: "blackjack" });
  const arc = text("ol", "", "arc");
  arc.setAttribute("aria-label", "Seats, from the dealer's left");
  seats = SEATS.map((seat) => new Seat(seat, spotsAt(seat, rules), (position, units) => bet(followed(position), units)));
  arc.append(...seats.map(({ element }) => element));
  dealer = text("p", "", "hand dealer");
  box = new QuestionBox();
  table.append(dealer, arc, box.element, prices(rules), (follow = follows()));
  table.setAttribute("role", "group");
  table.setAttribute("aria-label", "Blackjack table");
  into.replaceChildren(table);
}

// A bet behind says what it goes along with.
function followed(position) {
  if (position.type !== "bet_behind") return position;
  const chosen = Object.fromEntries([...follow.querySelectorAll("input")].map(({ name, checked }) => [name, checked]));
  return { ...position, sel: { ...position.sel, ...chosen } };
}

function follows() {
  const made = Object.assign(document.createElement("fieldset"), { className: "calls" });
  made.append(text("legend", "My bets behind go along with"));
  for (const [name, words] of [["follow_double", "doubles"], ["follow_split", "splits"]]) {
    const label = document.createElement("label");
    label.append(Object.assign(document.createElement("input"), { type: "checkbox", name, checked: true }), ` ${words}`);
    made.append(label);
  }
  return made;
}

// A bet's spot on the table: bets behind a seat lie on one, whatever they go along with.
export function spotKey({ type, sel }) {
  return `${type} ${JSON.stringify({ seat: sel.seat })}`;
}

// `mine`: {placements (this round's, settled too), chosen(seat, hand) -> {action, early, sent} or undefined}.
export function show(cards, _, state, mine) {
  const held = holdings(mine.placements);
  const turn = state.question?.kind === "turn" ? state.question : null;
  const open = state.phase === "bets_open" || state.phase === "bets_closing_soon";
  const lying = state.phase === "idle" ? {} : cards;
  for (const seat of seats) {
    const asks = turn?.seat === seat.number ? turn.hand : null;
    seat.show({ cards: lying, who: whose(seat.number, state, held), open, asked: asks, held: held.get(seat.number), money: play.money });
  }
  showDealer(lying.dealer ?? []);
  box.show(said(asked(state, held), mine));
}

function whose(seat, { seats: taken }, held) {
  if (held.get(seat)?.main) return "mine";
  return taken.includes(seat) ? "taken" : "free";
}

function showDealer(cards) {
  const key = cards.join();
  if (dealer.dataset.cards === key) return;
  dealer.dataset.cards = key;
  dealer.replaceChildren(text("b", "Dealer"), ...cards.map(card), ...(cards.length ? [text("b", inWords(cards), "sum")] : []));
}

// The question with its words, and what pressing a button does.
function said(question, mine) {
  if (!question) return null;
  const rows = question.rows.map((row) => {
    const chosen = mine.chosen(row.seat, row.hand);
    const options = row.options.map((option) => offered(question.kind, row, option, chosen));
    return { name: `Seat ${row.seat}, hand ${row.hand}`, says: said_of(question.kind, row), note: note(question.kind, row, chosen), options };
  });
  return { kind: question.kind, title: question.title, closes_at: question.closes_at, rows };
}

function said_of(kind, { seat, says }) {
  return kind === "insurance" ? `Seat ${seat}: ${says}` : says;
}

function note(kind, { options }, chosen) {
  if (chosen?.sent) return `${ACTIONS[chosen.action]}: sent`;
  if (kind === "insurance" && !options.length) return "insured";
  return "";
}

function offered(kind, { seat, hand, cards }, { action, cost }, chosen) {
  const early = kind === "early";
  const pressed = early ? chosen?.action === action : undefined;
  const choice = { seat, hand, cards, action, cost, early, withdraw: Boolean(pressed) };
  return { label: cost ? `${ACTIONS[action]} ${play.money(cost)}` : ACTIONS[action], press: () => play.choose(choice), pressed, disabled: Boolean(chosen?.sent) };
}

// Countdowns, several times a second.
export function count(clock, { question }) {
  box.count(clock);
  for (const left of document.querySelectorAll("#layout .seat .left")) {
    const words = question?.closes_at ? `${seconds(clock.left(question.closes_at))} s` : "";
    if (left.textContent !== words) left.textContent = words;
  }
}

// A result in the strip of last results ("dealer 20", "dealer bust"), and an outcome in a word.
export function chip(label) {
  const what = label.replace("dealer ", "");
  const face = { bust: "✕", natural: "BJ" }[what] ?? what;
  return { tone: { bust: "player", natural: "banker" }[what] ?? "plain", face, name: label };
}

export function result({ dealer_up, dealer_hole, dealer_draws = [] }) {
  if (!dealer_up) return undefined;
  const cards = [dealer_up, ...(dealer_hole ? [dealer_hole] : []), ...dealer_draws];
  if (isNatural(cards)) return "dealer natural";
  const { total } = points(cards);
  return total > 21 ? "dealer bust" : `dealer ${total}`;
}
