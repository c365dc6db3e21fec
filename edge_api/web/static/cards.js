// Playing cards on the screen: one element a card, read aloud by its name.

export const SUITS = { S: ["♠", "spades"], H: ["♥", "hearts"], D: ["♦", "diamonds"], C: ["♣", "clubs"] };

export function card(code) {
  const [mark, suit] = SUITS[code[1]] ?? ["", ""];
  const rank = code[0] === "T" ? "10" : code[0];
  const made = Object.assign(document.createElement("span"), { className: `card ${mark ? ("HD".includes(code[1]) ? "red" : "") : "down"}`, textContent: mark ? `${rank}${mark}` : "" });
  made.setAttribute("role", "img");
  made.setAttribute("aria-label", mark ? `${rank} of ${suit}` : "card face down");
  return made;
}
