// Hands of blackjack: what cards count, in words, and what may be done with them. Pure, after schemas/games/blackjack_hand.py; the edge decides.

export const FACE_DOWN = "??";
const value = (code) => Math.min("A23456789TJQK".indexOf(code[0]) + 1, 10);

// {total, soft}: one ace counts eleven where that does not bust. A card that lies face down counts nothing.
export function points(cards) {
  const pips = cards.filter((code) => code !== FACE_DOWN).map(value);
  const hard = pips.reduce((sum, pip) => sum + pip, 0);
  const soft = hard <= 11 && pips.includes(1);
  return { total: soft ? hard + 10 : hard, soft };
}

export function isNatural(cards, hands = 1) {
  return hands === 1 && cards.length === 2 && points(cards).total === 21;
}

// "soft 17", "16", "blackjack", "bust 24"; empty without cards. `hands`: how many its seat has.
export function inWords(lying, hands = 1) {
  const cards = lying.filter((code) => code !== FACE_DOWN);
  const { total, soft } = points(cards);
  if (!cards.length) return "";
  if (isNatural(cards, hands)) return "blackjack";
  if (total > 21) return `bust ${total}`;
  return soft && total < 21 && cards.length > 1 ? `soft ${total}` : String(total);
}

// What the rules let a hand of two cards or more do, in the order in which tables name it.
export function actions(rules, cards, hands) {
  if (cards.length < 2 || isOver(rules, cards, hands)) return [];
  const two = cards.length === 2;
  const may = {
    hit: true,
    stand: true,
    double: two && (hands === 1 || rules.das),
    split: two && hands < rules.max_hands && isPair(rules, cards),
    surrender: two && hands === 1 && rules.surrender !== "none",
  };
  return Object.keys(may).filter((action) => may[action]);
}

function isOver({ split_aces_one_card, charlie }, cards, hands) {
  const { total } = points(cards);
  const oneCard = hands > 1 && split_aces_one_card && cards[0][0] === "A";
  return oneCard || total >= 21 || (charlie > 0 && cards.length >= charlie);
}

function isPair({ split_by }, [first, second]) {
  return split_by === "rank" ? first[0] === second[0] : value(first) === value(second);
}

// The hands of a seat as they lie: [{hand, cards}], from places such as "seat-3" and "seat-3/2".
export function handsAt(cards, seat) {
  const place = `seat-${seat}`;
  return Object.entries(cards)
    .filter(([name, lying]) => (name === place || name.startsWith(`${place}/`)) && lying.length)
    .map(([name, lying]) => ({ hand: Number(name.split("/")[1] ?? 1), cards: lying }))
    .sort((one, other) => one.hand - other.hand);
}
