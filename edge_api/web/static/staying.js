// Bets that stay on the layout when their round is over: which of a placement they are, what they are worth, and what a round did to them. Pure.

// The bets of a placement that nothing has decided yet.
export function open({ bets }) {
  return bets.filter(({ returned }) => returned === null || returned === undefined);
}

// Their stakes together.
export function atStake(placements) {
  return placements.flatMap(open).reduce((sum, { stake }) => sum + stake, 0);
}

// Accepted placements of other rounds than the one that runs, oldest first.
export function ofEarlierRounds(placements, table, roundId) {
  return placements.filter((bet) => bet.table === table && bet.round_id !== roundId && bet.status === "accepted").reverse();
}

// A round's end in a player's words.
export function told({ staked, returned, staying }, money) {
  const came = returned > 0 ? `You got ${money(returned)} back for ${money(staked)}.` : "No win this time.";
  if (!staying) return came;
  return `${staked ? came : "Nothing is decided:"} ${money(staying)} stays on the layout.`;
}
