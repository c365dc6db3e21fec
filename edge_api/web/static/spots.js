// Spots of a betting layout: a button each, with its name and its price. Odds are shown exactly as the table's rules have them.

// Odds to one from a rule set ("9/10", "5/2", "11") in words: "0.9 to 1", "2.5 to 1"; what has no short decimal stays a ratio: "1 to 3".
export function odds(price) {
  const [winnings, stake = "1"] = String(price).split("/");
  const decimal = 10_000 % Number(stake) === 0;
  return decimal ? `${winnings / stake} to 1` : `${winnings} to ${stake}`;
}

// `position`: {type, sel, name, price, size, full?}; `full` is its name for a screen reader where `name` is a mark.
export function spot(position, bet) {
  const { type, sel, name, price, size, full } = position;
  const made = document.createElement("button");
  made.className = `spot ${size} ${type}`;
  made.dataset.key = `${type} ${JSON.stringify(sel)}`;
  made.append(text("span", name), " ", text("small", price));
  made.setAttribute("aria-label", `${full ?? name}, ${price}`);
  made.addEventListener("click", () => bet({ type, sel }, 1));
  return made;
}

export function baize(...spots) {
  const cloth = document.createElement("div");
  cloth.className = "baize";
  cloth.setAttribute("role", "group");
  cloth.setAttribute("aria-label", "Betting layout");
  cloth.append(...spots);
  return cloth;
}

// Spots that belong together, under a heading.
export function group(heading, className, spots) {
  const box = document.createElement("fieldset");
  box.className = `group ${className}`;
  box.append(text("legend", heading), ...spots);
  return box;
}

export function text(tag, content, className = "") {
  return Object.assign(document.createElement(tag), { textContent: content, className });
}
