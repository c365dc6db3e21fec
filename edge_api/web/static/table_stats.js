// <table-stats data-statistics="…">: shows what the edge has counted (GET /api/v1/tables/{table}/statistics). Counts nothing itself.

import { html } from "./svg.js";

const RED = new Set("1 3 5 7 9 12 14 16 18 19 21 23 25 27 30 32 34 36".split(" "));
const KINDS = { colour: "Colours", parity: "Odd and even", half: "Low and high", dozen: "Dozens", column: "Columns" };
const PLACES = { 1: "1st", 2: "2nd", 3: "3rd" };

class TableStats extends HTMLElement {
  static observedAttributes = ["data-statistics"];

  connectedCallback() {
    this.#show();
  }

  attributeChangedCallback() {
    if (this.isConnected) this.#show();
  }

  #show() {
    if (!this.dataset.statistics) return;
    const found = JSON.parse(this.dataset.statistics);
    const parts = found.numbers ? spins(found) : found.winners ? shoe(found) : labels(found);
    this.replaceChildren(...parts);
  }
}

// --- roulette ----------------------------------------------------------------------------------------------------------

function spins({ results, hot, cold, groups, streaks }) {
  const about = html("p", { class: "dim" }, results ? `The last ${results} spins. Each spin stands alone: they predict nothing.` : "No spin yet.");
  if (!results) return [about];
  return [about, numbers("Hot", hot, ({ hits }) => `${hits}×`), numbers("Cold", cold, ({ hits, since }) => `${hits}×${since === null ? "" : `, ${since} ago`}`), ...Object.entries(groups).map(([kind, parts]) => bars(KINDS[kind], parts, kind)), runs(streaks)];
}

function numbers(title, found, words) {
  const items = found.map((each) => html("li", {}, html("span", { class: `chip ${colour(each.pocket)}` }, each.pocket, unseen(` ${colour(each.pocket)}`)), ` ${words(each)}`));
  return html("div", { class: "numbers" }, html("h3", {}, title), html("ol", {}, ...items));
}

function colour(pocket) {
  if (pocket === "0" || pocket === "00") return "green";
  return RED.has(pocket) ? "red" : "black";
}

function runs(streaks) {
  const now = Object.entries(streaks).filter(([, { length }]) => length > 1).map(([kind, { now, length }]) => `${length} times ${named(now, kind)}`);
  return html("p", {}, now.length ? `Now: ${now.join(", ")}.` : "No streak now.");
}

function named(part, kind) {
  return kind === "dozen" || kind === "column" ? `${PLACES[part]} ${kind}` : part;
}

// --- cards and the rest ------------------------------------------------------------------------------------------------

function shoe({ hands, winners, marks, streak, longest, shoe: number, cards_out: out, decks, penetration }) {
  const dealt = penetration === null ? "nobody saw this shoe begin" : `${out} of ${decks * 52} cards are out (${Math.round(100 * penetration)} %)`;
  const facts = [["Hands", hands], ...Object.entries(marks).map(([name, count]) => [`${words(name)}s`, count]), ...Object.entries(longest).map(([name, length]) => [`Longest ${name} streak`, length])];
  return [
    html("p", { class: "dim" }, `${number === null ? "Shoe" : `Shoe ${number}`}: ${dealt}.`),
    bars("Winners", winners, "winner"),
    html("dl", { class: "pairs" }, ...facts.flatMap(([name, value]) => [html("dt", {}, name), html("dd", {}, String(value))])),
    html("p", {}, streak.length > 1 ? `Now: ${streak.length} times ${streak.now}.` : "No streak now."),
  ];
}

function labels({ results, labels: found }) {
  return [html("p", { class: "dim" }, results ? `The last ${results} results.` : "No result yet."), bars("Results", Object.fromEntries(Object.entries(found).slice(0, 12)), "label")];
}

// A bar for each part; the number stands beside it, so that nothing is said by length alone.
function bars(title, parts, kind) {
  const most = Math.max(1, ...Object.values(parts));
  const rows = Object.entries(parts).flatMap(([part, count]) => [
    html("dt", {}, words(named(part, kind))),
    html("dd", {}, html("meter", { min: "0", max: String(most), value: String(count), class: part, "aria-label": `${part}: ${count}` }), ` ${count}`),
  ]);
  return html("div", { class: "bars" }, html("h3", {}, title), html("dl", {}, ...rows));
}

function words(name) {
  const said = String(name).replaceAll("_", " ");
  return said[0].toUpperCase() + said.slice(1);
}

function unseen(text) {
  return html("span", { class: "unseen" }, text);
}

customElements.define("table-stats", TableStats);
