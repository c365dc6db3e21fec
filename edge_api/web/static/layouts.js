// The betting layout of each game, one line a game. A layout exports `draw(into, rules, bet)`, `chip(result)` -> {tone, face, name} for the
// strip of last results, `result(outcome)` -> a word (undefined for a void round), and `show(cards, outcome, state, mine)` where something is dealt;
// where players decide, `draw(into, rules, bet, desk)`, `spotKey(bet)` and `count(clock, state)` too.

import * as andar_bahar from "./layout_andar_bahar.js";
import * as baccarat from "./layout_baccarat.js";
import * as blackjack from "./layout_blackjack.js";
import * as craps from "./layout_craps.js";
import * as dragon_tiger from "./layout_dragon_tiger.js";
import * as money_wheel from "./layout_money_wheel.js";
import * as roulette from "./layout_roulette.js";
import * as sic_bo from "./layout_sic_bo.js";

export const LAYOUTS = {
  roulette,
  baccarat,
  money_wheel,
  dragon_tiger,
  andar_bahar,
  sic_bo,
  craps,
  blackjack,
};
