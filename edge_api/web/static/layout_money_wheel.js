// The money wheel: a spot for each segment that pays, with how often the wheel has it and its price, and the stops of the round.

const NEVADA = { 1: [24, 1], 2: [15, 2], 5: [7, 5], 10: [4, 10], 20: [2, 20], joker: [1, 40], logo: [1, 40] };
const WHEELS = {
  dream_catcher: { 1: [23, 1], 2: [15, 2], 5: [7, 5], 10: [4, 10], 20: [2, 20], 40: [1, 40] },
  big_six_nevada: NEVADA,
  big_six_atlantic_city: { ...NEVADA, joker: [1, 45], logo: [1, 45] },
};
const isMultiplier = (stop) => /^[0-9]+x$/.test(stop);

// Segments of a wheel that may be bet on: {type, sel, count, pays}.
export function positions(wheel) {
  return Object.entries(WHEELS[wheel]).map(([sel, [count, pays]]) => ({ type: "segment", sel, count, pays }));
}

export function draw(into, rules, bet) {
  const stops = Object.assign(document.createElement("p"), { className: "stops", id: "stops" });
  stops.setAttribute("role", "status");
  stops.setAttribute("aria-label", "Stops of the wheel");
  const cloth = document.createElement("div");
  cloth.className = "baize wheel";
  cloth.setAttribute("role", "group");
  cloth.setAttribute("aria-label", "Betting layout");
  cloth.append(...positions(rules.wheel).map((position) => spot(position, bet)));
  into.replaceChildren(stops, cloth);
}

// The stops so far: multipliers wait for the segment that decides.
export function show({ wheel = [] }) {
  const times = wheel.filter(isMultiplier).reduce((product, stop) => product * Number.parseInt(stop, 10), 1);
  const shown = wheel.map(segment);
  const waiting = wheel.length > 0 && isMultiplier(wheel.at(-1));
  if (times > 1) shown.push(text("strong", waiting ? `spin again: the next win × ${times}` : `wins × ${times}`));
  const box = document.getElementById("stops");
  if (box.textContent !== shown.map((each) => each.textContent).join("")) box.replaceChildren(...shown);
}

export function chip(result) {
  const stops = result.split(" ");
  const tone = stops.length > 1 ? "multiplied" : "plain";
  return { tone, face: title(stops.at(-1)), name: stops.length > 1 ? `${title(stops.at(-1))} after ${stops.slice(0, -1).join(", ")}` : title(result) };
}

export function result(outcome) {
  return outcome.stops?.map(title).join(" ");
}

function segment(stop) {
  return Object.assign(text("span", title(stop)), { className: `segment ${isMultiplier(stop) ? "multiplier" : `s${stop}`}` });
}

function spot({ type, sel, count, pays }, bet) {
  const made = document.createElement("button");
  made.className = `spot segment s${sel}`;
  made.dataset.key = `${type} ${JSON.stringify(sel)}`;
  made.append(text("span", title(sel)), " ", text("small", `${pays} to 1`), " ", text("small", `${count} of 54`));
  made.setAttribute("aria-label", `${title(sel)}, pays ${pays} to 1, ${count} of 54 segments`);
  made.addEventListener("click", () => bet({ type, sel }, 1));
  return made;
}

function title(name) {
  return name[0].toUpperCase() + name.slice(1);
}

function text(tag, content) {
  return Object.assign(document.createElement(tag), { textContent: content });
}
