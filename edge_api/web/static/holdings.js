// What I have at each seat of a table in a round, added up from my placements as the API gives them. Pure.

const SIDES = new Set(["perfect_pairs", "21+3"]);

// Map of seat -> {main, behind, insured, hands: Map(hand -> {staked, returned}), sides: {staked, returned}}; `returned` is null until the end.
export function holdings(placements) {
  const seats = new Map();
  for (const { bets } of placements) for (const bet of bets) if (bet.sel?.seat) count(at(seats, bet.sel.seat), bet);
  return seats;
}

function at(seats, number) {
  if (!seats.has(number)) seats.set(number, { main: 0, behind: 0, insured: 0, hands: new Map(), sides: nothing() });
  return seats.get(number);
}

function nothing() {
  return { staked: 0, returned: null };
}

function count(seat, { type, sel, stake, returned }) {
  if (type === "main") seat.main += stake;
  if (type === "bet_behind") seat.behind += stake;
  if (type === "insurance") seat.insured += stake;
  if (type === "insurance" || SIDES.has(type)) return add(seat.sides, stake, returned);
  const hand = sel.hand ?? 1;
  if (!seat.hands.has(hand)) seat.hands.set(hand, nothing());
  add(seat.hands.get(hand), stake, returned);
}

function add(sum, stake, returned) {
  sum.staked += stake;
  if (returned !== null && returned !== undefined) sum.returned = (sum.returned ?? 0) + returned;
}
