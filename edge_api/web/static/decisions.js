// My decisions in a round: made, sent, chosen early, and what the table's frames say became of them. Shows nothing and sends nothing.

import { uuid } from "./connection.js";

const DONE = { hit: "hits", stand: "stands", double: "doubles", split: "splits", surrender: "surrenders", play: "plays on", even_money: "takes even money" };
const nameOf = ({ seat, hand }) => `${seat}/${hand}`;
const where = ({ seat, hand }) => (hand > 1 ? `seat ${seat}, hand ${hand}` : `seat ${seat}`);

export class Decisions {
  #sent = new Map(); // seat/hand -> {decision_id, action}: the table has not played it yet
  #early = new Map(); // seat/hand -> action

  // The frame for a choice {seat, hand, action, cards, early, withdraw}.
  frame(roundId, { seat, hand, action, cards, early, withdraw }) {
    const frame = { decision_id: uuid(), round_id: roundId, seat, hand, action: withdraw ? null : action, cards, early };
    if (!early) this.#sent.set(nameOf(frame), frame);
    return frame;
  }

  // {action, sent} of a hand, as far as something was chosen for it.
  chosen(seat, hand) {
    const name = nameOf({ seat, hand });
    const sent = this.#sent.get(name);
    if (sent) return { action: sent.action, sent: true };
    return this.#early.has(name) ? { action: this.#early.get(name), sent: false } : undefined;
  }

  clear() {
    this.#sent.clear();
    this.#early.clear();
  }

  // An answer of the edge to one of them.
  answered(answer) {
    if (answer.error) {
      for (const [name, { decision_id }] of this.#sent) if (decision_id === answer.decision_id) this.#sent.delete(name);
    } else if (answer.early) this.#choose(answer);
  }

  #choose({ action, ...hand }) {
    if (action) this.#early.set(nameOf(hand), action);
    else this.#early.delete(nameOf(hand));
  }

  // What an event says for me: {notice, refusal}, as far as there is something to say. `money` words a sum.
  hear(frame, money) {
    return HEARD[frame.ev]?.call(this, frame, money) ?? {};
  }

  forget(hand) {
    this.#sent.delete(nameOf(hand));
    this.#early.delete(nameOf(hand));
  }

  // An early choice has become a decision, or could not.
  become({ state, action, message, ...hand }) {
    this.#early.delete(nameOf(hand));
    if (state !== "done") return { refusal: `${action} at ${where(hand)}, chosen early, is not possible: ${message}` };
    this.#sent.set(nameOf(hand), { decision_id: hand.decision_id, action });
    return {};
  }
}

const HEARD = {
  betsopen() {
    this.clear();
  },
  insurance: () => ({ notice: "The dealer shows an ace: insurance is offered." }),
  turn: ({ ...hand }) => ({ notice: `${capital(where(hand))} is asked.` }),
  decided(frame) {
    this.forget(frame);
    return { notice: `${capital(where(frame))} ${DONE[frame.action]}${frame.by === "time_out" ? ": the time was out" : ""}.` };
  },
  early(frame) {
    return this.become(frame);
  },
  lost(frame, money) {
    this.forget(frame);
    return { refusal: `${frame.action} at ${where(frame)} was decided in time, but not played: ${money(frame.returned)} came back, and the round is held.` };
  },
  follow(frame, money) {
    const what = `${frame.action} of ${where(frame)}`;
    return frame.covered
      ? { notice: `Your bet behind goes along with the ${what}: ${money(frame.staked)} more.` }
      : { refusal: `Your bet behind does not go along with the ${what}: the balance is too low.` };
  },
};

function capital(words) {
  return words[0].toUpperCase() + words.slice(1);
}
