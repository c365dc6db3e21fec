// Graphics that are pinned to the table in the picture: the last card's value at its place, the winning sector on the wheel. Follows the anchors that the
// table's camera gives; where there are none, nothing is drawn. Decides nothing.

import { SUITS } from "./cards.js";
import { svg } from "./svg.js";

const CARD_MS = 4000;
const SECTOR_MS = 6000;
const SECTOR = [0.6, 1.02]; // from pockets to the outer edge of the numbers, in parts of the rotor's half axes
const STEPS = 8;

export class Pinned {
  #video;
  #sheet;
  #layer = svg("g");
  #shown;
  #newest = null;
  #sector = null;
  #awaited = null; // stops of a result that came before the camera's word where the wheel stands
  #next = 0;
  #shape = 9 / 16; // height of the picture for a width of 1

  // `shown()` gives the Unix ms of the frame that is on the screen, or null.
  constructor(box, video, shown) {
    this.#video = video;
    this.#shown = shown;
    this.#sheet = svg("svg", { class: "pinned", "aria-hidden": "true", preserveAspectRatio: "none" }, this.#layer);
    box.append(this.#sheet);
    new ResizeObserver(() => this.#fit()).observe(box);
    video.addEventListener("resize", () => this.#fit());
  }

  // A frame of the game whose picture is on the screen.
  seen(frame) {
    switch (frame.ev) {
      case "snapshot": return this.#anchor(frame.anchors);
      case "anchors": return this.#anchor(frame);
      case "card": return this.#card(frame);
      case "gameresult": return this.#result(frame);
      case "betsopen": return this.#stands() || this.#clear();
      case "void": return this.#clear();
    }
  }

  remove() {
    this.#clear();
    this.#sheet.remove();
  }

  // While the next bets are taken the ball still lies where it fell, and a wheel stands where it stopped.
  #stands() {
    return this.#sector || this.#awaited;
  }

  #anchor(anchors) {
    if (anchors) this.#newest = anchors;
    if (this.#awaited) this.#stop(this.#awaited);
  }

  // Where it really lies counts more than where it should.
  #quad(name) {
    const found = (list) => list?.find((each) => each.name === name)?.quad;
    return found(this.#newest?.seen) ?? found(this.#newest?.slots);
  }

  #card({ seat, index, hand = 1, card }) {
    const quad = card && hand === 1 && this.#quad(`${seat}:${index}`);
    if (!quad) return;
    this.#layer.replaceChildren(label(this.#onSheet(quad), card));
    this.#fade(CARD_MS);
  }

  // On a wheel that has names several times, a name says no place: the segment is where the camera has seen the round's last stop.
  #result({ result, outcome }) {
    this.#awaited = null;
    const order = this.#newest?.rotor?.order ?? [];
    if (new Set(order).size < order.length) return this.#stop(outcome?.stops);
    if (!order.includes(String(result))) return;
    this.#draw({ class: "sector", "data-value": result });
    this.#turn();
  }

  #stop(stops) {
    const quad = stops && this.#quad(`wheel:${stops.length}`);
    if (quad) this.#draw({ class: "sector", points: listed(this.#onSheet(quad)) });
    else if (stops && !this.#awaited) this.#await(stops);
  }

  #await(stops) {
    this.#clear();
    this.#awaited = stops;
    this.#fade(SECTOR_MS);
  }

  #draw(sector) {
    this.#awaited = null;
    this.#sector = svg("polygon", sector);
    this.#layer.replaceChildren(this.#sector);
    this.#fade(SECTOR_MS);
  }

  #onSheet(quad) {
    return quad.map(([x, y]) => [x, y * this.#shape]);
  }

  // The rotor turns on between two anchors.
  #turn = () => {
    const rotor = this.#newest?.rotor;
    if (!this.#sector || !rotor) return;
    const at = this.#shown() ?? Number(this.#newest.utc_ns) / 1e6;
    this.#sector.setAttribute("points", listed(sector(rotor, this.#sector.dataset.value, (at - Number(this.#newest.utc_ns) / 1e6) / 1000)));
    requestAnimationFrame(this.#turn);
  };

  #fade(ms) {
    clearTimeout(this.#next);
    this.#next = setTimeout(() => this.#clear(), ms);
  }

  #clear() {
    this.#sector = this.#awaited = null;
    this.#layer.replaceChildren();
  }

  // The sheet lies on the picture itself, not on the bars beside it; its unit is the picture's width.
  #fit() {
    const { videoWidth: wide, videoHeight: high, clientWidth, clientHeight } = this.#video;
    if (!wide || !high) return;
    const scale = Math.min(clientWidth / wide, clientHeight / high);
    const size = { width: wide * scale, height: high * scale };
    this.#sheet.setAttribute("viewBox", `0 0 1 ${high / wide}`);
    Object.assign(this.#sheet.style, { width: `${size.width}px`, height: `${size.height}px`, left: `${(clientWidth - size.width) / 2}px`, top: `${(clientHeight - size.height) / 2}px` });
    this.#shape = high / wide;
  }
}

// A frame around the card and its value beside it.
function label(quad, card) {
  const [mark] = SUITS[card[1]] ?? [""];
  const top = quad.reduce((best, point) => (point[1] < best[1] ? point : best));
  const words = svg("text", { x: mean(quad, 0), y: top[1] - 0.014, class: "HD".includes(card[1]) ? "red" : "" }, `${card[0] === "T" ? "10" : card[0]}${mark}`);
  return svg("g", {}, svg("polygon", { class: "frame", points: listed(quad) }), words);
}

function listed(points) {
  return points.map((point) => point.join(",")).join(" ");
}

function mean(quad, axis) {
  return quad.reduce((sum, point) => sum + point[axis], 0) / quad.length;
}

// The corners of a pocket's sector on the rotor, `afterS` seconds after its pose was seen, in parts of the picture's width.
export function sector({ middle, axes, lean, turns, turns_a_s: speed, order }, value, afterS) {
  const zero = turns + speed * afterS;
  const from = zero + (order.indexOf(String(value)) - 0.5) / order.length;
  const edge = (out) => Array.from({ length: STEPS + 1 }, (_, step) => onRotor(middle, axes, lean, from + step / STEPS / order.length, out));
  return [...edge(SECTOR[1]), ...edge(SECTOR[0]).reverse()];
}

function onRotor([x, y], [across, down], lean, turns, out) {
  const turn = (turns - lean) * 2 * Math.PI;
  const [a, b] = [across * out * Math.cos(turn), down * out * Math.sin(turn)];
  const [cos, sin] = [Math.cos(lean * 2 * Math.PI), Math.sin(lean * 2 * Math.PI)];
  return [x + a * cos - b * sin, y + a * sin + b * cos];
}
