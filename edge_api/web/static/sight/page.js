// <sight-desk>: the calibration of a table's camera, step by step. The board computes and remembers; this page asks, shows, and lets people correct.

import { addresses } from "../floor_video.js";
import { html } from "../svg.js";
import { VideoPlayer } from "../video/player.js";
import { Board } from "./asking.js";
import { steps, whyNotLearn, whyNotSign, whyNotTable } from "./guide.js";
import { ASKED, button, correct, parse, say } from "./labels.js";
import { selfTest } from "./self_test.js";
import { View } from "./view.js";

const AGAIN_MS = 1200;
const TURN_LOOKS = 8;
const by = (id) => document.getElementById(id);
const lookAgain = () => document.dispatchEvent(new Event("look")); // what the server shows has changed

class SightDesk extends HTMLElement {
  #looks = new Set(); // what is under way: of looks, and of all other questions
  #asks = new Set();
  #latest = 0;
  #live = 0;
  #session = null;

  connectedCallback() {
    const { table, sees, may } = this.dataset;
    this.sees = sees;
    this.board = new Board(table, may);
    this.view = new View(this.board);
    by("check-label").textContent = ASKED[sees];
    if (!may) return this.#lock();
    this.#press("sight-look", () => this.#step("look"));
    this.#press("sight-live", () => this.#again());
    this.#form("sight-check", () => this.#check());
    if (may !== "ask") return this.#lock();
    this.#press("table-again", () => this.#marks());
    this.#press("table-keep", () => this.#table());
    this.#form("slot-form", () => this.#slot());
    this.#press("deal-take", () => this.#deal());
    this.#press("deal-turn", () => this.#turn());
    this.#press("deal-anew", () => this.#step("enrol", this.#enrolled(), "deal-refusal"));
    this.#press("learn-go", () => this.#said("learn-word", "Learning: a fifth of a minute", () => this.#step("learn", {}, "learn-refusal")));
    this.#press("sign-go", () => this.#said("sign-word", "Signing", () => this.#sign()));
    document.addEventListener("keydown", ({ key }) => key === "Escape" && this.view.giveUp());
    by("sight-video")?.addEventListener("toggle", () => this.#video(), { once: true });
    this.#markFields();
    this.#allow();
    this.#step("look");
  }

  disconnectedCallback() {
    clearTimeout(this.#live);
  }

  #lock() {
    const kept = this.dataset.may === "look" ? ["sight-look", "sight-live"] : [];
    for (const control of this.querySelectorAll("button, input, select")) control.disabled = !kept.includes(control.id);
  }

  #press(id, act) {
    by(id)?.addEventListener("click", act);
  }

  #form(id, act) {
    by(id)?.addEventListener("submit", (sent) => {
      sent.preventDefault();
      act();
    });
  }

  // One question at a time, and looks: what is pressed while one is under way overtakes it. What is refused is said beside the form, in the
  // words of the edge or the board; null then.
  async #step(step, told = {}, refusal = "sight-refusal") {
    const running = step === "look" ? this.#looks : this.#asks;
    if (this.#asks.size || running.size) {
      if (step !== "look") by(refusal).textContent = "The board has not answered the last question yet.";
      return null;
    }
    running.add(step);
    try {
      return await this.#ask(step, told, refusal);
    } finally {
      running.delete(step);
    }
  }

  async #ask(step, told, refusal) {
    const turn = ++this.#latest;
    this.setAttribute("aria-busy", "true");
    try {
      const answer = await this.board.ask(step, told);
      if (turn !== this.#latest) return null;
      by(refusal).textContent = "";
      this.#shows(answer.told.session);
      const coming = this.view.show(answer);
      if (step !== "check") await coming; // whether it has passed is told without its picture; a label is asked for beside it
      this.#allow();
      return answer.told;
    } catch (wrong) {
      if (turn === this.#latest) by(refusal).textContent = wrong.message;
      return null;
    } finally {
      if (turn === this.#latest) this.removeAttribute("aria-busy");
    }
  }

  async #said(id, words, act) {
    by(id).textContent = words;
    const done = await act();
    by(id).textContent = done ? "Done" : "";
  }

  #again() {
    const on = by("sight-live").getAttribute("aria-pressed") !== "true";
    by("sight-live").setAttribute("aria-pressed", String(on));
    clearTimeout(this.#live);
    const look = async () => {
      if (!document.hidden) await this.#step("look");
      if (by("sight-live").getAttribute("aria-pressed") === "true") this.#live = setTimeout(look, AGAIN_MS);
    };
    if (on) look();
  }

  async #check() {
    by("check-said").textContent = "";
    const told = await this.#step("check", { label: parse(this.sees, by("check-values").value) }, "check-refusal");
    if (!told) return;
    const { passed, said } = told.check;
    by("check-said").textContent = passed ? "Passed: the camera reads what lies there." : `Not passed: ${said}`;
    by("check-said").className = passed ? "tone-go" : "tone-bad";
    lookAgain();
  }

  async #sign() {
    const told = await this.#step("sign", {}, "sign-refusal");
    if (told) lookAgain();
    return told;
  }

  // What can't be done yet can't be pressed, and says why.
  #allow() {
    for (const [step, why] of [["learn", whyNotLearn(this.#session)], ["sign", whyNotSign(this.#session)]]) {
      by(`${step}-go`).disabled = this.dataset.may !== "ask" || why !== "";
      by(`${step}-why`).textContent = why;
    }
    by("sight-guide")?.replaceChildren(...steps(this.sees, this.#session, this.view.numbers).map(({ words, done }) => html("li", { class: done ? "done" : "open" }, html("span", {}, words), html("span", { class: "verdict" }, done ? "done" : ""))));
  }

  // --- the table ---------------------------------------------------------------------------------------------------------

  #table() {
    const size = [Number(by("table-wide").value), Number(by("table-high").value)];
    const why = whyNotTable(this.view.marks, ...size);
    by("table-refusal").textContent = why;
    if (!why) this.#step("table", { marks: this.view.marks, size_mm: size, slots: this.view.slots }, "table-refusal");
  }

  #marks() {
    this.view.marks = [];
    this.#markFields();
    this.view.corners((at, number) => {
      this.view.marks = Object.assign([...this.view.marks], { [number - 1]: at });
      this.#markFields();
    });
    this.view.draw();
  }

  #markFields() {
    const field = (place, axis) => {
      const input = html("input", { type: "number", step: "0.1", min: "0", id: `mark-${place}-${axis}`, "aria-label": `Mark ${place + 1}, ${"xy"[axis]} in pixels` });
      input.value = this.view.marks[place]?.[axis] ?? "";
      input.disabled = this.dataset.may !== "ask";
      input.addEventListener("change", () => {
        const typed = (each, part) => by(`mark-${each}-${part}`).value;
        this.view.marks = [0, 1, 2, 3].map((each) => [0, 1].map((part) => (typed(each, part) === "" ? null : Number(typed(each, part)))));
        this.view.draw();
      });
      return html("span", {}, html("label", { for: input.id }, "xy"[axis]), input);
    };
    by("sight-marks").replaceChildren(...[0, 1, 2, 3].map((place) => html("li", {}, field(place, 0), field(place, 1))));
  }

  #slot() {
    const name = by("slot-name").value.trim();
    const put = (quad) => {
      this.view.slots = [...this.view.slots.filter((slot) => slot.name !== name), { name, quad }];
      this.#slots();
    };
    const typed = by("slot-corners").value.trim().split(/[\s,;]+/).filter(Boolean).map(Number);
    by("slot-refusal").textContent = typed.length && (typed.length !== 8 || typed.some(Number.isNaN)) ? "Eight numbers, please: x and y of four corners." : "";
    if (by("slot-refusal").textContent) return;
    if (typed.length) {
      by("slot-corners").value = "";
      return put([0, 2, 4, 6].map((at) => typed.slice(at, at + 2)));
    }
    this.view.corners(null, put);
    by("sight-over").scrollIntoView({ block: "nearest" });
  }

  #slots() {
    const drop = (name) => () => {
      this.view.slots = this.view.slots.filter((slot) => slot.name !== name);
      this.#slots();
    };
    by("sight-slots")?.replaceChildren(...this.view.slots.map(({ name }) => html("li", {}, name, button("×", `No slot ${name}`, drop(name)))));
    this.view.draw();
  }

  // --- pictures and what lies in them ------------------------------------------------------------------------------------

  #enrolled() {
    const order = by("wheel-order")?.value.split(/[\s,;]+/).filter(Boolean) ?? [];
    return { ...(by("wheel-kind") ? { wheel: by("wheel-kind").value } : {}), ...(order.length ? { order } : {}) };
  }

  async #deal() {
    const told = await this.#step("deal", {}, "deal-refusal");
    if (told) this.#correct(told.picture, told.proposed);
  }

  async #turn() {
    for (let left = TURN_LOOKS; left > 0; left--) {
      if (!(await this.#step("deal", { label: { result: null }, show: left === TURN_LOOKS }, "deal-refusal"))) return;
      await new Promise((go) => setTimeout(go, AGAIN_MS / 2));
    }
  }

  #correct(picture, proposed) {
    const form = by("sight-label");
    const close = async (label) => {
      if (await this.#step("label", { picture, label }, "label-refusal")) form.hidden = true;
    };
    correct(form, this.sees, proposed, { done: close, drop: () => close(null), corners: (all) => this.view.corners(null, all) });
  }

  #shows(session) {
    if (!session) return;
    by("sight-first")?.remove();
    const first = this.#session === null;
    this.#session = session;
    if (first && by("wheel-kind")) by("wheel-kind").value = session.wheel === "american" ? "american" : "european";
    if (first && session.place) {
      this.view.marks = session.place.marks;
      this.view.slots = session.place.slots;
      [by("table-wide").value, by("table-high").value] = session.place.size_mm;
      this.#markFields();
      this.#slots();
    }
    this.#allow();
    const { have, of, missing } = session.progress;
    by("sight-have").textContent = have;
    by("sight-of").textContent = of;
    Object.assign(by("sight-progress"), { max: of, value: have });
    by("sight-missing").textContent = missing.length ? `Still missing: ${missing.join(", ")}` : "Nothing is missing.";
    by("sight-shots").replaceChildren(...session.shots.map((shot) => this.#row(shot)));
    by("sight-test").replaceChildren(...selfTest(session.lesson));
    by("sight-force").textContent = session.in_force ? `In force: ${session.in_force.calibration.slice(0, 12)}, sheet ${session.in_force.sheet?.slice(0, 12) ?? "not signed"}.` : "No calibration is in force: the camera only advises.";
  }

  #row({ picture, still, label }) {
    const edit = button("Correct", `Correct picture ${picture}`, async () => {
      if (still) await this.view.show({ told: { reads: [] }, still });
      this.#correct(picture, label);
    });
    edit.disabled = this.dataset.may !== "ask";
    return html("tr", {}, html("th", { scope: "row" }, String(picture)), html("td", {}, say(this.sees, label)), html("td", {}, edit));
  }

  #video() {
    const [video, word] = by("sight-video").querySelectorAll("video, p");
    const frame = video.parentElement;
    const player = new VideoPlayer(video, { access: () => addresses(this.dataset.table), now: () => Date.now(), show: () => {}, changed: ({ state }) => {
      frame.dataset.state = state;
      word.textContent = state === "live" ? "" : "No picture now";
    } });
    player.start();
  }
}

customElements.define("sight-desk", SightDesk);
