// Lines and marks of the player's page: bets in words with their sums, last results. Makes elements; knows no state.

import { words } from "./slip.js";

export function item(what, sum) {
  const made = document.createElement("li");
  made.append(Object.assign(document.createElement("span"), { textContent: what }), Object.assign(document.createElement("b"), { textContent: sum }));
  return made;
}

// A placement with the button that takes it back, if `cancel` is given.
export function withdrawable(bets, sum, label, cancel) {
  const what = bets.map(words).join(", ");
  const made = item(what, sum);
  if (cancel) {
    const button = Object.assign(document.createElement("button"), { className: "small", textContent: label });
    button.setAttribute("aria-label", `${label} ${what}`);
    button.addEventListener("click", cancel);
    made.append(button);
  }
  return made;
}

// A placement that has ended; `outcome` is the layout's word for what came.
export function pastLine({ bets, staked, returned, status }, outcome, money) {
  const made = item(`${outcome ?? status}: ${bets.map(words).join(", ")}`, `${money(staked)} → ${money(returned)}`);
  made.className = returned > staked ? "won" : "";
  return made;
}

export function resultChip({ tone, face, name }) {
  const made = Object.assign(document.createElement("li"), { className: `result ${tone}`, textContent: face });
  made.setAttribute("aria-label", name);
  return made;
}

export function stack({ kind, stake }, short) {
  return Object.assign(document.createElement("span"), { className: `stack ${kind}`, textContent: short(stake) });
}
