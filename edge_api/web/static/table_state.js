// What a player knows of the table: a snapshot, and each event after it. Pure: state and frame in, state out.

const KEPT = 20;

const WORDS = {
  idle: ["idle", "Waiting for the next round", "quiet"],
  bets_open: ["open", "Place your bets", "go"],
  bets_closing_soon: ["soon", "Last bets, please", "soon"],
  bets_closed: ["closed", "No more bets", "shut"],
  dealing: ["dealing", "Dealing", "run"],
  spinning: ["spinning", "The wheel is spinning", "run"],
  result_pending: ["pending", "Result pending", "pend"],
  result_confirmed: ["settled", "Result confirmed", "pend"],
  settled: ["settled", "Paid", "shut"],
  held: ["held", "Round on hold: bets are safe", "bad"],
  cancelled: ["void", "Round void: stakes returned", "quiet"],
  corrected: ["settled", "Corrected", "pend"],
};

const ROLLING = { sic_bo: "The dice are rolling", craps: "The dice are rolling" };

/** Icon, words and tone of the state that a table is in. */
export function face({ status, phase, game }) {
  if (status !== "open" && phase === "idle") return ["paused", `Table ${status}`, "soon"];
  const [icon, words, tone] = WORDS[phase];
  return [icon, (phase === "spinning" && ROLLING[game]) || words, tone];
}

export function isOpen(state) {
  return state.phase === "bets_open" || state.phase === "bets_closing_soon";
}

export function apply(state, frame) {
  const change = EVENTS[frame.ev];
  if (!change) return state;
  const older = frame.round_id && frame.round_id !== state.round_id && !STARTS.has(frame.ev);
  return older ? state : { ...state, ...change(state, frame) };
}

const STARTS = new Set(["snapshot", "betsopen", "betsclosed", "gameresult"]);
const bare = ({ layout = [] }) => Object.fromEntries(layout.map((place) => [place, []]));
const promised = ({ commitment }) => (commitment ? { commitment, multipliers: null, salt: null, seed: null } : null);
const lie = (_, { phase, cards, next = null }) => ({ phase, cards, next });

const EVENTS = {
  snapshot: (_, frame) => frame,
  betsopen: (state, { round_id, closes_at, betting_ms, carried = null, ...frame }) => ({ phase: "bets_open", round_id, closes_at, whole_ms: betting_ms, carried, hold: null, cards: bare(state), draw: promised(frame), seats: [], question: null, next: null }),
  betsclosingsoon: () => ({ phase: "bets_closing_soon" }),
  betsclosed: (_, { round_id }) => ({ phase: "bets_closed", round_id, closes_at: null }),
  step: (state, { phase }) => ({ phase: state.phase === "bets_closing_soon" && phase === "bets_open" ? state.phase : phase }),
  seats: (_, { seats, next = null }) => ({ seats, next }),
  insurance: (_, { closes_at, even_money }) => ({ question: { kind: "insurance", closes_at, even_money } }),
  insurance_closed: (_, { next = null }) => ({ question: null, next }),
  turn: (_, { seat, hand, actions, closes_at }) => ({ question: { kind: "turn", seat, hand, actions, closes_at } }),
  decided: ({ question }, { next = null }) => ({ question: question?.kind === "turn" ? null : question, next }),
  card: lie,
  reading: lie,
  respin: () => ({ phase: "spinning" }),
  held: (_, { cause, by }) => ({ phase: "held", hold: { cause, by }, closes_at: null, question: null }),
  released: (state, { phase }) => ({ phase: phase ?? state.phase, hold: null }),
  multipliers: ({ draw }, { multipliers, salt }) => ({ draw: { ...draw, multipliers, salt } }),
  seed: ({ draw }, { seed }) => ({ draw: { ...draw, seed } }),
  void: () => ({ phase: "cancelled", hold: null, closes_at: null, question: null, next: null }),
  table: (_, { status, dealer }) => ({ status, dealer }),
  gameresult: ({ last_results, round_id, phase }, { round_id: of, result, outcome, carried = null }) => ({
    carried,
    last_results: [{ round_id: of, result, outcome }, ...last_results].slice(0, KEPT),
    phase: of === round_id ? "settled" : phase,
  }),
};
