// What lies in a picture, as each kind of table says it: read from a line of words, shown as one, and the form in which a technician corrects the reader.

import { html } from "../svg.js";

const split = (text) => text.toUpperCase().split(/[\s,;]+/).filter(Boolean);

export const ASKED = {
  cards: "Cards that lie there, such as AS 10H KD",
  wheel: "Pocket with the ball, such as 17; a dash for an empty wheel",
  dice: "Upper faces, such as 1 3 6",
  segments: "Segment under the pointer",
};

// What is none of the game's goes on as it was typed: the edge refuses it in words.
export function parse(sees, text) {
  const words = split(text);
  switch (sees) {
    case "cards": return { cards: words.filter((word) => word !== "-").map((label) => ({ label })) };
    case "wheel": return { result: ["-", "–"].includes(words.join(" ")) ? null : words.join(" ") };
    case "dice": return { faces: words.flatMap((word) => (/^\d+$/.test(word) ? [...word].map(Number) : [word])) };
    default: return { segment: text.trim().toLowerCase() };
  }
}

export function say(sees, label) {
  switch (label && sees) {
    case "cards": return label.cards.map((card) => card.label ?? "?").join(" ") || "no card";
    case "wheel": return label.result ?? "empty";
    case "dice": return label.faces.join(" ");
    case "segments": return label.segment;
    default: return "not said yet";
  }
}

// Fill `form` with what is proposed; `done(label)` when it is right, `drop()` to throw the picture away, `corners(all)` to add a card.
export function correct(form, sees, proposed, { done, drop, corners }) {
  const cards = sees === "cards" ? (proposed?.cards ?? []).map((card) => ({ ...card })) : null;
  const line = html("input", { id: "label-line", maxlength: "60" });
  line.value = proposed && sees !== "cards" ? say(sees, proposed).replace("empty", "-") : "";
  const list = html("ul", { class: "proposals" });
  const fill = () => list.replaceChildren(...cards.map((card, place) => proposal(card, place, () => { cards.splice(place, 1); fill(); })));
  const add = button("Add a card: click its corners", "", () => corners((quad) => { cards.push({ label: "", quad }); fill(); list.lastElementChild.querySelector("input").focus(); }));
  const body = cards ? [list, add] : [html("label", { for: "label-line" }, ASKED[sees]), line];
  form.replaceChildren(html("h3", {}, "What lies there"), ...body, html("p", { class: "refusal", id: "label-refusal", role: "alert" }), html("p", { class: "actions" }, html("button", { class: "main" }, "That is right"), button("Throw it away", "", drop)));
  if (cards) fill();
  form.onsubmit = (sent) => {
    sent.preventDefault();
    done(cards ? { cards: cards.map(({ label, quad }) => ({ label: label.trim().toUpperCase(), quad })) } : parse(sees, line.value));
  };
  form.hidden = false;
  (form.querySelector("input") ?? form.querySelector("button")).focus();
}

function proposal(card, place, drop) {
  const id = `card-${place}`;
  const input = html("input", { id, maxlength: "3", required: "", size: "3", spellcheck: "false" });
  input.value = card.label ?? "";
  input.addEventListener("input", () => { card.label = input.value; });
  return html("li", {}, html("label", { for: id }, `Card ${place + 1}`), input, button("×", `No card ${place + 1}`, drop));
}

export function button(words, name, press) {
  const made = html("button", { type: "button", class: "small", ...(name ? { "aria-label": name } : {}) }, words);
  made.addEventListener("click", press);
  return made;
}
