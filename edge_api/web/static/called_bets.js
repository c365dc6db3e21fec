// Called bets: one button each, a choice of number where the call names one. A call takes several units; its stake is chip times units.

const CALLS = {
  voisins: ["Voisins du zéro", 9], tiers: ["Tiers du cylindre", 6], orphelins: ["Orphelins", 5], orphelins_plein: ["Orphelins en plein", 8], jeu_zero: ["Jeu zéro", 4],
  snake: ["Snake", 12], red_splits: ["Red splits", 4], black_splits: ["Black splits", 5],
};
const SINGLE_ZERO = new Set(["voisins", "tiers", "orphelins", "orphelins_plein", "jeu_zero"]);
const NEIGHBOURS = 2;

export function called(wheel, bet) {
  const isDouble = wheel === "american";
  const box = document.createElement("fieldset");
  box.className = "calls";
  box.append(text("legend", "Called bets"));
  for (const [type, [name, units]] of Object.entries(CALLS)) {
    if (!(isDouble && SINGLE_ZERO.has(type))) box.append(call({ type, sel: null }, name, units, bet));
  }
  const pockets = [...(isDouble ? ["00"] : []), ...Array.from({ length: 37 }, (_, number) => String(number))];
  box.append(
    choice(`Number and ${NEIGHBOURS} neighbours`, pockets, (pocket) => bet({ type: "neighbours", sel: { centre: pocket, k: NEIGHBOURS } }, 2 * NEIGHBOURS + 1)),
    choice("Final", [...Array(10).keys()].map(String), (digit) => bet({ type: "final_plein", sel: Number(digit) }, Number(digit) < 7 ? 4 : 3)),
  );
  return box;
}

function call(position, name, units, bet) {
  const made = text("button", name);
  made.type = "button";
  made.dataset.key = `${position.type} null`;
  made.append(text("small", ` ${units} chips`));
  made.addEventListener("click", () => bet(position, units));
  return made;
}

function choice(name, options, choose) {
  const box = document.createElement("label");
  const select = document.createElement("select");
  select.append(...options.map((option) => text("option", option)));
  const go = text("button", "Call");
  go.type = "button";
  go.setAttribute("aria-label", `Call ${name}`);
  go.addEventListener("click", () => choose(select.value));
  box.append(text("span", name), select, go);
  return box;
}

function text(tag, content) {
  return Object.assign(document.createElement(tag), { textContent: content });
}
