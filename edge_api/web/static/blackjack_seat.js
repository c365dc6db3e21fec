// One seat of a blackjack table on the screen: its hands with what they count, whose it is, and the spots for bets on it.

import { handsAt, inWords } from "./blackjack_hand.js";
import { card } from "./cards.js";
import { spot, text } from "./spots.js";

const WHO = { free: "Free", mine: "Yours", taken: "Taken" };

export class Seat {
  #who = text("small", WHO.free);
  #hands = document.createElement("div");
  #spots = new Map(); // type -> button
  #shown = "";

  constructor(number, positions, bet) {
    this.number = number;
    this.element = document.createElement("li");
    this.element.className = `seat n${number} free`;
    this.#hands.className = "hands";
    const spots = document.createElement("div");
    spots.className = "bets";
    for (const position of positions) this.#spots.set(position.type, spots.appendChild(spot(position, bet)));
    const name = text("p", `Seat ${number} `, "name");
    name.append(this.#who);
    this.element.append(this.#hands, spots, name);
  }

  // `asked`: the number of the hand that is asked now; `held`: what I have here (holdings.js); `money`: how to say a sum.
  show({ cards, who, open, asked, held, money }) {
    const hands = handsAt(cards, this.number);
    const key = JSON.stringify([hands, who, open, asked, held && [...held.hands], held?.sides]);
    if (key === this.#shown) return;
    this.#shown = key;
    this.element.className = `seat n${this.number} ${who}${asked ? " asked" : ""}`;
    this.#who.textContent = WHO[who];
    for (const [type, button] of this.#spots) button.disabled = !open || (who === "taken") !== (type === "bet_behind");
    this.#hands.replaceChildren(...hands.map((each) => hand(each, hands.length, each.hand === asked, held?.hands.get(each.hand), money)), ...sides(held, money));
  }
}

function hand({ hand: number, cards }, hands, asked, sum, money) {
  const made = text("p", "", `hand${asked ? " asked" : ""}`);
  if (hands > 1) made.append(text("span", `Hand ${number}`, "unseen"));
  const lying = text("span", "", "lying");
  lying.append(...cards.map(card));
  made.append(lying, text("b", inWords(cards, hands), "sum"));
  if (asked) made.append(text("span", "", "left"));
  made.append(...ended(sum, money));
  return made;
}

// What came of a stake, once that is known: "won 10.00", "pushed", "lost".
function ended(sum, money) {
  if (!sum || sum.returned === null) return [];
  const net = sum.returned - sum.staked;
  const [tone, words] = net > 0 ? ["won", `won ${money(net)}`] : net === 0 ? ["pushed", "stake back"] : ["lost", sum.returned ? `${money(sum.returned)} back` : "lost"];
  return [text("strong", words, tone)];
}

function sides(held, money) {
  if (!held?.sides.staked || held.sides.returned === null) return [];
  const made = text("p", "Side bets ", "hand sides");
  made.append(...ended(held.sides, money));
  return [made];
}
