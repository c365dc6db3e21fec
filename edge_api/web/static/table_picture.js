// <table-picture data-table="…">: the table's live picture on its floor page, how the camera is, how its events are set, and how players are in step.

import { ServerClock } from "./clock.js";
import { addresses, json } from "./floor_video.js";
import { facts, worstOff } from "./picture_facts.js";
import { syncChart } from "./sync_chart.js";
import { html } from "./svg.js";
import { VideoPlayer } from "./video/player.js";

const EVERY_MS = 1000;
const SPAN_MS = 10 * 60_000;
const SAYS = { connecting: "The picture is coming", dark: "No picture now", off: "This table has no picture", live: "" };

class TablePicture extends HTMLElement {
  #clock = new ServerClock();
  #player = null;
  #timer = 0;
  #word = html("p", { role: "status" }, SAYS.connecting);
  #facts = html("dl", { class: "pairs facts-of-picture" });
  #settings = html("dl", { class: "pairs" });
  #chart = html("div", { class: "chart" });
  #about = html("p", { class: "legend" });
  #worst = html("tbody", {});

  connectedCallback() {
    const video = html("video", { muted: "", playsinline: "" });
    const frame = html("div", { class: "picture" }, video, this.#word);
    const legend = html("p", { class: "legend" }, key("p50", "half of the players"), key("p99", "99 of 100"), key("off", "events from their frame, 99 of 100"), key("late", "events after their frame"), key("stalls", "stalls"));
    this.replaceChildren(frame, this.#about, this.#facts, html("h3", {}, "In step with the picture"), this.#chart, legend,
      html("h3", {}, "Who is worst off"), this.#players(), html("h3", {}, "Set for this table"), this.#settings);
    this.#player = new VideoPlayer(video, { access: () => addresses(this.dataset.table), now: () => this.#clock.now(), show: ({ look }) => look(), changed: (player) => this.#says(frame, player) });
    this.#player.start();
    document.addEventListener("happened", this);
    this.#timer = setInterval(() => document.hidden || this.#look(), EVERY_MS);
    this.#look();
  }

  disconnectedCallback() {
    document.removeEventListener("happened", this);
    clearInterval(this.#timer);
    this.#player.stop();
  }

  // What happens at this table is looked at when the picture shows it.
  handleEvent(happened) {
    const { frame, look } = happened.detail;
    if (frame.t === undefined || frame.table !== this.dataset.table || this.#player.state !== "live") return;
    happened.preventDefault();
    this.#player.hold({ ev: frame.ev, t: frame.t, look });
  }

  #players() {
    const names = ["Player", "Path", "Behind", "Late events", "Stalls"].map((name, column) => html("th", column > 1 ? { scope: "col", class: "num" } : { scope: "col" }, name));
    return html("div", { class: "scroll" }, html("table", { class: "worst-off" }, html("thead", {}, html("tr", {}, ...names)), this.#worst));
  }

  #says(frame, { state }) {
    frame.dataset.state = state;
    this.#word.textContent = SAYS[state];
  }

  async #look() {
    try {
      const sent = performance.now();
      const found = await json(`/floor/tables/${this.dataset.table}/video`);
      this.#clock.sample(new Date(found.now_ms).toISOString(), sent, performance.now());
      this.#show(found);
    } catch {
      this.#facts.replaceChildren(...line(["Picture", "the edge does not answer", "bad"]));
    }
  }

  #show({ status, history, latency_ms, visible_offset_ms, presentation_ms, now_ms }) {
    this.#facts.replaceChildren(...facts(status).flatMap(line));
    this.#chart.replaceChildren(syncChart(history, now_ms, SPAN_MS));
    const worst = worstOff(status).map(row);
    this.#worst.replaceChildren(...(worst.length ? worst : [html("tr", {}, html("td", { colspan: "5", class: "empty" }, "Nobody watches."))]));
    const devices = Object.entries(latency_ms).map(([device, ms]) => [`${device} reports after`, `${ms} ms`, ""]);
    const events = Object.entries(visible_offset_ms).map(([event, ms]) => [`${event} is seen`, `${ms} ms later`, ""]);
    const delay = ["Shown behind the capture", presentation_ms ? `${presentation_ms} ms` : "as each page measures", ""];
    this.#settings.replaceChildren(...[delay, ...devices, ...events].flatMap(line));
    const { path, lagMs, targetMs } = this.#player.figures;
    this.#about.textContent = path && lagMs !== null ? `This page: ${path}, ${Math.round(lagMs)} ms behind the capture, ${Math.round(targetMs)} ms wanted.` : "";
  }
}

function line([name, words, tone]) {
  return [html("dt", {}, name), html("dd", tone ? { class: `tone-${tone}` } : {}, words)];
}

function row([player, path, ...numbers]) {
  return html("tr", {}, html("th", { scope: "row" }, player), html("td", {}, path), ...numbers.map((number) => html("td", { class: "num" }, number)));
}

function key(name, words) {
  return html("span", { class: `key ${name}` }, words);
}

customElements.define("table-picture", TablePicture);
