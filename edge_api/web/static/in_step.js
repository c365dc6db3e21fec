// The table twice over: as the edge has it, by which bets open and close, and as the picture shows it, which is what a player gets to see. Pure.

import { apply, isOpen } from "./table_state.js";

const OVER = new Set(["settled", "cancelled", "corrected"]);
const ENDED = new Set(["settled", "voided"]);

export class InStep {
  edge = null;
  shown = null;

  // A frame has come in.
  hear(frame) {
    this.edge = next(this.edge, frame);
  }

  // The picture has come to a frame that was heard before.
  show(frame) {
    this.shown = next(this.shown, frame);
  }

  // What to put on the page: the picture's state, with the edge's word on whether anything can be staked or decided.
  get view() {
    const { edge, shown } = this;
    if (shown === null || edge === null) return null;
    const question = isSame(edge.question, shown.question) ? shown.question : null;
    if (isOpen(edge)) return { ...shown, phase: edge.phase, round_id: edge.round_id, closes_at: edge.closes_at, whole_ms: edge.whole_ms, carried: edge.carried, question };
    return { ...shown, phase: isOpen(shown) ? "bets_closed" : shown.phase, closes_at: null, question };
  }

  // Placements as far as the picture has told: of a round whose end it has not shown yet, none has ended.
  unseen(placements) {
    const { round_id, phase } = this.shown;
    return OVER.has(phase) ? placements : placements.map((placement) => kept(placement, round_id));
  }
}

function next(state, frame) {
  return frame.ev === "snapshot" || state ? apply(state ?? {}, frame) : state;
}

function isSame(one, other) {
  return Boolean(one && other) && ["kind", "seat", "hand", "closes_at"].every((name) => one[name] === other[name]);
}

function kept(placement, roundId) {
  const isOfRound = placement.round_id === roundId;
  const bets = placement.bets.map((bet) => (isOfRound || bet.ended_round === roundId ? { ...bet, returned: null } : bet));
  const isReopened = ENDED.has(placement.status) && (isOfRound || bets.some(({ returned }, line) => returned !== placement.bets[line].returned));
  return isReopened ? { ...placement, bets, status: "accepted", outcome: null } : { ...placement, bets };
}
