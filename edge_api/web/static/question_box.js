// The box in which a table asks me something: a heading that is read aloud, a countdown, a row of buttons for each hand. Decides nothing.

import { seconds } from "./clock.js";
import { text } from "./spots.js";

export class QuestionBox {
  element = document.createElement("section");
  #title = Object.assign(text("h2", ""), { id: "question-title", tabIndex: -1 });
  #left = text("span", "", "countdown");
  #rows = document.createElement("div");
  #key = null;
  #closes = null;

  constructor() {
    this.element.className = "question";
    this.element.hidden = true;
    this.element.setAttribute("aria-labelledby", "question-title");
    this.#title.setAttribute("aria-live", "assertive");
    this.#left.setAttribute("role", "timer");
    this.#left.setAttribute("aria-label", "Seconds left to answer");
    const head = document.createElement("div");
    head.className = "head";
    head.append(this.#title, this.#left);
    this.element.append(head, this.#rows);
  }

  // `question`: {kind, title, closes_at, rows: [{name, says, note, options: [{label, press, pressed, disabled}]}]}, or null. Where the keyboard
  // was, it stays; when it is my turn, it comes here.
  show(question) {
    const key = JSON.stringify(question);
    if (key === this.#key) return;
    const turned = question?.kind === "turn" && question.closes_at !== this.#closes;
    this.#key = key;
    this.#closes = question?.closes_at ?? null;
    const focused = this.#rows.contains(document.activeElement) ? document.activeElement.dataset.option : null;
    this.element.hidden = !question;
    this.element.dataset.kind = question?.kind ?? "";
    if (this.#title.textContent !== (question?.title ?? "")) this.#title.textContent = question?.title ?? "";
    this.#rows.replaceChildren(...(question?.rows ?? []).map(row));
    this.#focus(turned, focused);
  }

  count(clock) {
    const left = this.#closes ? seconds(clock.left(this.#closes)) : "";
    if (this.#left.textContent !== left) this.#left.textContent = left;
  }

  #focus(turned, focused) {
    const same = focused && this.#rows.querySelector(`[data-option="${CSS.escape(focused)}"]:enabled`);
    if (same) same.focus();
    else if ((turned || focused) && !this.element.hidden && !document.querySelector("dialog[open]")) this.#title.focus({ preventScroll: !turned });
  }
}

function row({ name, says, note, options }) {
  const made = document.createElement("div");
  made.className = "row";
  made.setAttribute("role", "group");
  made.setAttribute("aria-label", name);
  made.append(text("span", says, "says"), ...options.map((each) => button(name, each)), ...(note ? [text("span", note, "note")] : []));
  return made;
}

function button(name, { label, press, pressed, disabled }) {
  const made = Object.assign(text("button", label), { disabled: Boolean(disabled) });
  made.dataset.option = `${name} ${label}`;
  if (pressed !== undefined) made.setAttribute("aria-pressed", String(pressed));
  made.addEventListener("click", press);
  return made;
}
