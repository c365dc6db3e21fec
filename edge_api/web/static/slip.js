// The player's slip: chips that lie on the layout but are not placed yet. One line a selection; sums, undoes, and makes a placement of it.

import { uuid } from "./connection.js";

export class Slip {
  #chips = []; // {type, sel, label, stake}, in the order they were put down
  #last = []; // what was placed last, to put down again

  get lines() {
    const lines = new Map();
    for (const chip of this.#chips) {
      const key = keyOf(chip);
      lines.set(key, { ...chip, stake: chip.stake + (lines.get(key)?.stake ?? 0) });
    }
    return lines;
  }

  get total() {
    return this.#chips.reduce((sum, chip) => sum + chip.stake, 0);
  }

  get isEmpty() {
    return this.#chips.length === 0;
  }

  get canRepeat() {
    return this.#last.length > 0;
  }

  put(position, stake) {
    this.#chips.push({ ...position, stake });
  }

  undo() {
    this.#chips.pop();
  }

  clear() {
    this.#chips = [];
  }

  repeat() {
    this.#chips.push(...this.#last);
  }

  // The placement for a round. The slip is empty afterwards; `restore` brings a refused one back.
  take(roundId) {
    const bets = [...this.lines.values()].map(({ type, sel, stake }) => (sel === null ? { type, stake } : { type, sel, stake }));
    const taken = { placement: { bet_id: uuid(), round_id: roundId, bets }, chips: this.#chips };
    this.#last = this.#chips;
    this.#chips = [];
    return taken;
  }

  restore(chips) {
    this.#chips = [...chips, ...this.#chips];
  }
}

export function keyOf({ type, sel }) {
  return `${type} ${JSON.stringify(sel ?? null)}`;
}

export function words(bet) {
  const { type, sel } = bet;
  const name = type.replaceAll("_", " ");
  if (sel === null || sel === undefined) return name;
  if (typeof sel === "object" && !Array.isArray(sel)) return sel.seat ? atSeat(name, sel) : `${name} ${sel.centre} ±${sel.k ?? 2}`;
  return `${name} ${[sel].flat().join("-")}`;
}

// "main, seat 3", "double, seat 3, hand 2", "bet behind, seat 3, without splits".
function atSeat(name, { seat, hand, follow_double = true, follow_split = true }) {
  const without = [...(follow_double ? [] : ["doubles"]), ...(follow_split ? [] : ["splits"])];
  return [name, `seat ${seat}`, ...(hand > 1 ? [`hand ${hand}`] : []), ...(without.length ? [`without ${without.join(" and ")}`] : [])].join(", ");
}
