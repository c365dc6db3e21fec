// Dice on the screen: one element a die, its pips as on the real thing, read aloud as a number.

const PIPS = { 1: [5], 2: [1, 9], 3: [1, 5, 9], 4: [1, 3, 7, 9], 5: [1, 3, 5, 7, 9], 6: [1, 3, 4, 6, 7, 9] }; // cells of a 3 by 3 grid

export function die(face) {
  const made = Object.assign(document.createElement("span"), { className: "die" });
  made.setAttribute("role", "img");
  made.setAttribute("aria-label", String(face));
  for (const cell of PIPS[face]) {
    const pip = made.appendChild(document.createElement("i"));
    pip.style.gridArea = `${Math.ceil(cell / 3)} / ${((cell - 1) % 3) + 1}`;
  }
  return made;
}

// The faces of a reading such as "346".
export function faces(reading) {
  return [...(reading ?? "")].map(Number);
}

export function sum(dice) {
  return dice.reduce((total, face) => total + face, 0);
}

// A throw in a word, "11 (1-4-6)": which die is told first means nothing.
export function told(dice) {
  return `${sum(dice)} (${[...dice].sort().join("-")})`;
}

// Where the dice of a round lie; `tell` fills it whenever they have been read.
export function tray(label) {
  const made = Object.assign(document.createElement("p"), { className: "stops tray", id: "tray" });
  made.setAttribute("role", "status");
  made.setAttribute("aria-label", label);
  return made;
}

// Exchange what lies in the tray, unless it says the same already: a screen reader speaks once.
export function tell(key, ...parts) {
  const box = document.getElementById("tray");
  if (box.dataset.says === key) return;
  box.dataset.says = key;
  box.replaceChildren(...parts);
}
