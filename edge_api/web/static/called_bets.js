// Called bets: one button each, choices of number where the call names one. A call takes several units; its stake is chip times units.

const CALLS = {
  voisins: ["Voisins du zéro", 9], tiers: ["Tiers du cylindre", 6], orphelins: ["Orphelins", 5], orphelins_plein: ["Orphelins en plein", 8], jeu_zero: ["Jeu zéro", 4],
  snake: ["Snake", 12], red_splits: ["Red splits", 4], black_splits: ["Black splits", 5],
};
const SINGLE_ZERO = new Set(["voisins", "tiers", "orphelins", "orphelins_plein", "jeu_zero"]);
const FINALS_CHEVAL = { "0/3": 4, "1/4": 4, "2/5": 4, "3/6": 4, "4/7": 4, "5/8": 4, "6/9": 4, "7/10": 3, "8/11": 3, "9/12": 3 };
const INSIDE = new Set(["straight", "split", "street", "trio", "corner", "first_four", "six_line"]);
const MOST_NEIGHBOURS = 8;
const USUAL_NEIGHBOURS = "2";

// The fieldset of a wheel's calls; `positions` are those of its layout. `bet(position, units)` is called for each click.
export function called(wheel, positions, bet) {
  const box = document.createElement("fieldset");
  box.className = "calls";
  box.append(text("legend", "Called bets"));
  for (const { type, name, units } of plainCalls(wheel)) box.append(call({ type, sel: null }, name, units, bet));
  box.append(...choices(wheel, positions).map((offered) => choice(offered, bet)));
  return box;
}

// The calls that name nothing: {type, name, units}.
export function plainCalls(wheel) {
  const taken = Object.entries(CALLS).filter(([type]) => !(wheel === "american" && SINGLE_ZERO.has(type)));
  return taken.map(([type, [name, units]]) => ({ type, name, units }));
}

// The calls that name something: {type, name, asks: [[what, options, usual?]...], make(...chosen) -> {sel, units, said}}.
export function choices(wheel, positions) {
  const isDouble = wheel === "american";
  const numbers = Array.from({ length: 37 }, (_, number) => String(number));
  const pockets = isDouble ? ["00", ...numbers] : numbers;
  const cheval = Object.keys(FINALS_CHEVAL).filter((sel) => !(isDouble && sel === "0/3"));
  return [
    {
      type: "neighbours", name: "Neighbours", asks: [["number", pockets], ["on each side", counted(MOST_NEIGHBOURS), USUAL_NEIGHBOURS]],
      make: (centre, k) => ({ sel: { centre, k: Number(k) }, units: 2 * Number(k) + 1, said: `${centre} and ${k} on each side` }),
    },
    { type: "final_plein", name: "Final", asks: [["last digit", numbers.slice(0, 10)]], make: (digit) => ({ sel: Number(digit), units: Number(digit) < 7 ? 4 : 3, said: digit }) },
    { type: "final_cheval", name: "Final à cheval", asks: [["last digits", cheval]], make: (sel) => ({ sel, units: FINALS_CHEVAL[sel], said: sel }) },
    ...(isDouble ? [] : [complete("complete_flat", "Complete", numbers, positions, () => 1), complete("complete_progressive", "Progressive complete", numbers, positions, ({ sel }) => sel.length)]),
  ];
}

// Every inside position that covers the number, with `chips(position)` on each.
function complete(type, name, numbers, positions, chips) {
  const around = (number) => positions.filter(({ type: kind, sel }) => INSIDE.has(kind) && sel.includes(number));
  return { type, name, asks: [["number", numbers]], make: (sel) => ({ sel, units: around(sel).reduce((sum, position) => sum + chips(position), 0), said: sel }) };
}

function counted(most) {
  return Array.from({ length: most }, (_, index) => String(index + 1));
}

function call(position, name, units, bet) {
  const made = text("button", name);
  made.type = "button";
  made.dataset.key = `${position.type} null`;
  made.append(text("small", ` ${units} chips`));
  made.addEventListener("click", () => bet(position, units));
  return made;
}

// A group of selects and the button that calls what they say; the button names the whole call and its chips, and follows every change.
function choice({ type, name, asks, make }, bet) {
  const box = document.createElement("div");
  box.className = "choice";
  box.dataset.call = type;
  box.setAttribute("role", "group");
  box.setAttribute("aria-label", name);
  const selects = asks.map(([what, options, usual]) => select(`${name}, ${what}`, options, usual ?? options[0]));
  const [go, chips] = [text("button", "Call"), text("small", "")];
  go.type = "button";
  go.append(chips);
  const chosen = () => make(...selects.map(({ value }) => value));
  const follow = () => {
    const { units, said } = chosen();
    chips.textContent = ` ${units} chips`;
    go.setAttribute("aria-label", `Call ${name} ${said}, ${units} chips`);
  };
  box.addEventListener("change", follow);
  go.addEventListener("click", () => {
    const { sel, units } = chosen();
    bet({ type, sel }, units);
  });
  follow();
  box.append(text("span", name), ...asks.flatMap(([what], index) => (index ? [selects[index], text("span", what)] : [selects[index]])), go);
  return box;
}

function select(name, options, usual) {
  const made = document.createElement("select");
  made.setAttribute("aria-label", name);
  made.append(...options.map((option) => text("option", option)));
  made.value = usual;
  return made;
}

function text(tag, content) {
  return Object.assign(document.createElement(tag), { textContent: content });
}
