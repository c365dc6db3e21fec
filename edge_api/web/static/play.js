// The player page: puts the table's state, the layout and the player's bets on the screen. Uses only the public API, as any front end may.
// Where there is a picture, what the game brings is shown with it; what may be staked is never decided by it.

import { seconds } from "./clock.js";
import { Connection, uuid } from "./connection.js";
import { Decisions } from "./decisions.js";
import { InStep } from "./in_step.js";
import { LAYOUTS } from "./layouts.js";
import { showLucky } from "./lucky.js";
import { item, pastLine, resultChip, stack, withdrawable } from "./play_lines.js";
import { showPicture } from "./play_picture.js";
import { hearScores } from "./scores.js";
import { Slip, keyOf, words } from "./slip.js";
import { atStake, ofEarlierRounds, open, told } from "./staying.js";
import { face, isOpen } from "./table_state.js";

const CHIPS = [1, 2, 5, 10, 50, 100]; // times the table's minimum
const HISTORY = 8;

const $ = (id) => document.getElementById(id);
const { table, game } = $("table").dataset;
const layout = LAYOUTS[game];
const slip = new Slip();
const waiting = new Map(); // bet_id -> what was sent and has no answer yet
const steps = new InStep();
let state = null; // what is on the page
let picture = null;
const decisions = new Decisions();
let placed = []; // my accepted placements of this round
let staying = []; // those of earlier rounds, some of whose bets stay on the layout
let past = []; // my placements that have ended, newest first
let balance = 0;
let chip = 0;
let line;

function start() {
  document.documentElement.dataset.script = "on";
  const token = new URLSearchParams(location.hash.slice(1)).get("token");
  $("sign-in").querySelector("form").addEventListener("submit", () => sit($("token").value.trim()));
  for (const [id, act] of Object.entries({ place, undo: () => slip.undo(), clear: () => slip.clear(), repeat: () => slip.repeat() })) {
    $(id).addEventListener("click", () => (act(), show()));
  }
  setInterval(count, 100);
  if (token) sit(token);
  else $("sign-in").showModal();
}

function sit(token) {
  line = new Connection(table, token, hear, linked);
  picture?.stop();
  picture = $("picture") && showPicture(line, seen);
}

function linked(up, refused) {
  $("link").className = `pill ${up ? "live" : "down"}`;
  $("link").textContent = up ? "Live" : refused ? "Not signed in" : "Connection lost, trying again";
  document.body.dataset.link = up ? "live" : "down";
  if (refused) {
    $("sign-in-why").textContent = refused;
    $("sign-in").showModal();
  }
  show();
}

// --- what is heard -----------------------------------------------------------------------------------------------------

function hear(frame) {
  for (const each of Array.isArray(frame) ? frame : [frame]) (each.re ? answered : arrived)(each);
  show();
}

function arrived(frame) {
  steps.hear(frame);
  state = steps.view;
  if (state) ARRIVED[frame.ev]?.(frame);
  if (picture && steps.shown) picture.hold(frame);
  else seen(frame);
}

// The picture, if there is one, has come to this.
function seen(frame) {
  if (frame.act) return (frame.act(), show());
  const first = steps.shown === null;
  steps.show(frame);
  state = steps.view;
  SEEN[frame.ev]?.(frame);
  $("picture")?.pinned?.seen(frame);
  hearScores(frame, line, later);
  const { notice: said, refusal } = decisions.hear(frame, money);
  if (said) notice(said);
  if (refusal) refuse(refusal);
  if (first && state) furnish();
  return show();
}

// Do it when all that has come in is on the page: it would tell more than the picture has shown.
function later(act) {
  if (picture) picture.hold({ act });
  else act();
}

// By the edge's time, whatever the picture shows.
const ARRIVED = {
  betsopen: () => notice("Bets are open."),
  betsclosed: () => (notice("No more bets."), drop()),
};

const SEEN = {
  snapshot: ({ me }) => ((balance = me.balance), recall()),
  betsopen: () => (placed.length || staying.length ? recall() : null, (placed = placed.filter(({ round_id }) => round_id === steps.edge.round_id))),
  void: ({ cause }) => notice(`The round is void (${cause.replaceAll("_", " ")}): every stake came back.`),
  held: () => notice("The round is on hold. Your bets are safe until it is resolved."),
  respin: () => notice("No spin: the ball is launched again, all bets stand."),
  late: (late) => ((balance = late.balance), forget(late.bet_id), refuse(`A bet was ${late.lateness_us / 1000} ms too late: ${money(late.returned)} came back.`)),
  follow: (mine) => ((balance = mine.balance), recall()),
  lost: (mine) => ((balance = mine.balance), recall()),
  player: (mine) => {
    balance = mine.balance;
    if (mine.round_id) notice(told(mine, money));
    recall();
  },
};

function answered(answer) {
  if (answer.re === "decide") return decided(answer);
  const sent = waiting.get(answer.bet_id);
  waiting.delete(answer.bet_id);
  if (answer.error) {
    if (sent && isOpen(state)) slip.restore(sent.chips);
    return refuse(answer.message);
  }
  later(() => (balance = answer.balance));
  if (answer.re === "cancel") return forget(answer.bet_id);
  if (sent && answer.round_id === steps.edge.round_id) placed.push({ bet_id: answer.bet_id, round_id: answer.round_id, staked: answer.staked, bets: sent.placement.bets });
}

function decided(answer) {
  decisions.answered(answer);
  if (answer.error) return refuse(answer.message);
  later(() => (balance = answer.balance));
  if (answer.staked) recall();
}

// What the server has of mine: after a break, and when money has moved.
async function recall() {
  try {
    const found = (await line.get(`/me/bets?limit=${HISTORY * 8}`)).filter(({ bets }) => bets.length);
    const all = picture ? steps.unseen(found) : found;
    placed = all.filter((bet) => bet.round_id === state.round_id && bet.status === "accepted").reverse();
    staying = ofEarlierRounds(all, table, state.round_id);
    past = all.filter((bet) => bet.status !== "accepted" && bet.status !== "cancelled");
    $("history").replaceChildren(...past.slice(0, HISTORY).map((bet) => pastLine(bet, bet.outcome && layout.result(bet.outcome), money)));
    show();
  } catch (failed) {
    refuse(failed.message);
  }
}

// --- what the player does ----------------------------------------------------------------------------------------------

function put(position, units) {
  refuse("");
  if (!isOpen(state)) return refuse("Bets are closed: wait for the next round.");
  slip.put(position, chip * units);
  show();
}

function place() {
  if (slip.isEmpty || !isOpen(state)) return;
  refuse("");
  const sent = slip.take(state.round_id);
  waiting.set(sent.placement.bet_id, sent);
  line.place(sent.placement);
}

// What is answered while the round is played: insurance is a bet, anything else a decision.
function choose(choice) {
  refuse("");
  if (choice.action === "insurance") insure(choice);
  else line.decide(decisions.frame(state.round_id, choice));
  show();
}

function insure({ seat, cost }) {
  const placement = { bet_id: uuid(), round_id: state.round_id, bets: [{ type: "insurance", sel: { seat }, stake: cost }] };
  waiting.set(placement.bet_id, { placement, chips: [] });
  line.place(placement);
}

function drop() {
  if (!slip.isEmpty) refuse(`${money(slip.total)} on the layout was not placed in time.`);
  slip.clear();
}

function forget(betId) {
  [placed, staying] = [placed, staying].map((bets) => bets.filter((bet) => bet.bet_id !== betId));
}

// --- what is shown -----------------------------------------------------------------------------------------------------

function furnish() {
  const { rules, limits } = state;
  layout.draw($("layout"), rules, put, { choose, money });
  for (const [index, times] of CHIPS.entries()) {
    const value = limits.min * times;
    if (value <= limits.max) $("chips").append(chipOption(value, index));
  }
  chip = limits.min;
}

function chipOption(value, index) {
  const option = document.createElement("label");
  option.className = `chip-${index}`;
  const radio = Object.assign(document.createElement("input"), { type: "radio", name: "chip", checked: index === 0 });
  radio.addEventListener("change", () => (chip = value));
  option.append(radio, Object.assign(document.createElement("span"), { textContent: short(value) }));
  return option;
}

function show() {
  if (!state) return;
  const [icon, word, tone] = face(state);
  $("now").className = `now tone-${tone}`;
  $("now-icon").setAttribute("href", `/static/icons.svg#${icon}`);
  if ($("now-word").textContent !== word) $("now-word").textContent = word;
  $("now-detail").textContent = state.dealer ? `Dealer ${state.dealer}` : "";
  $("balance").textContent = money(balance);
  $("at-stake").textContent = money(placed.reduce((sum, bet) => sum + bet.staked, 0) + atStake(staying));
  $("place").disabled = slip.isEmpty || !isOpen(state);
  $("place").textContent = slip.isEmpty ? "Place bets" : `Place ${money(slip.total)}`;
  $("undo").disabled = $("clear").disabled = slip.isEmpty;
  $("repeat").disabled = !slip.canRepeat || !isOpen(state);
  $("staged").replaceChildren(...[...slip.lines.values()].map((bet) => item(words(bet), money(bet.stake))));
  $("placed").replaceChildren(...placed.map((bet) => mineOf(bet, bet.bets, bet.staked, "Cancel")), ...[...waiting.values()].map(({ placement }) => item(placement.bets.map(words).join(", "), "sending …")));
  $("staying").replaceChildren(...staying.map((bet) => mineOf(bet, open(bet), atStake([bet]), "Take down")));
  $("staying-part").hidden = staying.length === 0;
  $("results").replaceChildren(...state.last_results.map(({ result }) => resultChip(layout.chip(result))));
  layout.show?.(state.cards, state.phase === "settled" ? state.last_results[0]?.outcome : null, state, mine());
  chipsOnLayout();
  showLucky($("layout"), state.draw);
  count();
}

function chipsOnLayout() {
  const lying = new Map();
  const key = layout.spotKey ?? keyOf;
  const add = (bet, kind) => lying.set(key(bet), { kind, stake: bet.stake + (lying.get(key(bet))?.stake ?? 0) });
  for (const bet of [...placed.flatMap(({ bets }) => bets), ...staying.flatMap(open)]) add(bet, "placed");
  for (const bet of slip.lines.values()) add(bet, "staged");
  for (const spot of $("layout").querySelectorAll("[data-key]")) {
    spot.querySelector(".stack")?.remove();
    const lies = lying.get(spot.dataset.key);
    if (lies) spot.append(stack(lies, short));
  }
}

// My part of this round, for a layout that shows it.
function mine() {
  const ended = past.filter((bet) => bet.round_id === state.round_id);
  return { placements: [...ended, ...placed], staying: staying.flatMap(open), chosen: (seat, hand) => decisions.chosen(seat, hand) };
}

// A placement of mine; while bets are open it can be taken back.
function mineOf({ bet_id }, bets, sum, label) {
  return withdrawable(bets, money(sum), label, isOpen(state) ? () => line.cancel(bet_id) : null);
}

function count() {
  const open = state && isOpen(state) && state.closes_at;
  const left = open ? line.clock.left(state.closes_at) : 0;
  $("countdown").textContent = open ? seconds(left) : "";
  $("meter").style.transform = `scaleX(${open ? Math.min(1, left / (state.whole_ms ?? 15_000)) : 0})`;
  if (state) layout.count?.(line.clock, state);
}

function notice(text) {
  $("notice").textContent = text;
}

function refuse(text) {
  $("refusal").textContent = text;
}

function money(minor) {
  return format({ style: "currency" }).format(minor / scale());
}

function short(minor) {
  return format({ notation: minor >= 1000 * scale() ? "compact" : "standard", minimumFractionDigits: 0 }).format(minor / scale());
}

function format(options) {
  return new Intl.NumberFormat("en", { currency: state.currency, ...options });
}

function scale() {
  return 10 ** format({ style: "currency" }).resolvedOptions().maximumFractionDigits;
}

start();
