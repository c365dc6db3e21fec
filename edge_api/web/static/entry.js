// Entering a result by hand: reads the lines, posts them, and shows the server's own sentence when it refuses. Knows no game.

import { post } from "./ask.js";

const LINE = /^\s*([a-z][a-z0-9-]*)(?:\s+(\d{1,2}))?(?:\s*,?\s*hand\s+([1-4]))?\s*(?:=|:)\s*([A-Za-z0-9]{1,12})\s*$/i;

// The entries that these lines say; throws an Error whose message names the line that says nothing.
export function entries(text) {
  const lines = text.split("\n").filter((line) => line.trim());
  return lines.map((line) => {
    const [, place, index, hand, value] = LINE.exec(line) ?? [];
    if (!value) throw new Error(`“${line.trim()}” is no entry: write player 3 = 7H`);
    const said = { place: place.toLowerCase(), index: Number(index ?? 1), value: saidValue(value) };
    return hand ? { ...said, hand: Number(hand) } : said;
  });
}

// Cards are written as 10h or th and mean TH; everything else stands as it is written.
function saidValue(value) {
  const card = /^(10|[2-9atjqk])([cdhs])$/i.exec(value);
  return card ? `${card[1] === "10" ? "T" : card[1].toUpperCase()}${card[2].toUpperCase()}` : value;
}

document.addEventListener("submit", async (submit) => {
  const form = submit.target.closest("[data-entry]");
  if (!form) return;
  submit.preventDefault();
  const refusal = form.querySelector("[data-refusal]");
  const button = submit.submitter ?? form.querySelector("button");
  let said;
  try {
    said = entries(form.elements.lines.value);
  } catch (wrong) {
    refusal.textContent = wrong.message;
    form.elements.lines.focus();
    return;
  }
  button.disabled = true;
  refusal.textContent = await post(`${form.dataset.entry}/${button.value}`, { reason: form.elements.reason.value.trim(), entries: said, ...(form.dataset.hold ? { hold: form.dataset.hold } : {}) });
  button.disabled = false;
  if (!refusal.textContent) {
    form.reset();
    document.getElementById("said").textContent = "Done.";
  }
});
