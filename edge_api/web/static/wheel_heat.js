// <wheel-heat data-pockets="…">: who is ahead around the wheel, and which pockets a statistic names. Shows; judges nothing.

import { svg } from "./svg.js";

const RED = new Set("1 3 5 7 9 12 14 16 18 19 21 23 25 27 30 32 34 36".split(" "));
const HUB = 56;
const RIM = 71; // pockets lie between hub and rim
const FAIR = 94; // bars stand on this ring: outwards for more hits than a fair share, inwards for fewer
const LENGTH = 21; // of a bar of HOTTEST standard deviations or more
const HOTTEST = 4;

class WheelHeat extends HTMLElement {
  connectedCallback() {
    const pockets = JSON.parse(this.dataset.pockets);
    const drawn = pockets.map((pocket, place) => slice(pocket, place, pockets.length));
    const ring = svg("circle", { class: "expected", r: FAIR });
    this.replaceChildren(svg("svg", { role: "img", "aria-label": words(pockets), viewBox: "-117 -117 234 234" }, ...drawn, ring));
    document.addEventListener("pointerover", this);
    document.addEventListener("focusin", this);
  }

  disconnectedCallback() {
    document.removeEventListener("pointerover", this);
    document.removeEventListener("focusin", this);
  }

  // A row that names pockets lights them up while it is pointed at or has the focus.
  handleEvent({ target }) {
    const named = new Set((target.closest?.("[data-where]")?.dataset.where ?? "").split(" "));
    for (const each of this.querySelectorAll("[data-pocket]")) each.classList.toggle("named", named.has(each.dataset.pocket));
  }
}

function words(pockets) {
  const most = [...pockets].sort((one, other) => other.z - one.z).slice(0, 3);
  return `Hits around the wheel; most: ${most.map(({ pocket, hits }) => `${pocket} with ${hits}`).join(", ")}. The table below has every pocket.`;
}

function slice({ pocket, hits, z }, place, count) {
  const [from, to] = [place - 0.5, place + 0.5].map((at) => (2 * Math.PI * at) / count - Math.PI / 2);
  const middle = (from + to) / 2;
  const end = FAIR + (LENGTH * Math.max(-HOTTEST, Math.min(HOTTEST, z))) / HOTTEST;
  const bar = svg("path", { class: "heat", d: wedge(from, to, Math.min(FAIR, end), Math.max(FAIR, end)), fill: heat(z) });
  const face = svg("path", { class: `face ${colour(pocket)}`, d: wedge(from, to, HUB, RIM) });
  const at = `translate(${63.5 * Math.cos(middle)} ${63.5 * Math.sin(middle)}) rotate(${(middle * 180) / Math.PI + 90})`;
  const text = svg("text", { transform: at, y: 2.4 }, pocket);
  return svg("g", { "data-pocket": pocket }, svg("title", {}, `${pocket}: ${hits} hits, ${z < 0 ? "" : "+"}${z.toFixed(2)} standard deviations`), bar, face, text);
}

function wedge(from, to, inner, outer) {
  const point = (radius, angle) => `${(radius * Math.cos(angle)).toFixed(2)} ${(radius * Math.sin(angle)).toFixed(2)}`;
  return `M${point(inner, from)}L${point(outer, from)}A${outer} ${outer} 0 0 1 ${point(outer, to)}L${point(inner, to)}A${inner} ${inner} 0 0 0 ${point(inner, from)}Z`;
}

// Blue below the share, grey at it, orange above; lightness rises both ways, so that it reads without hue too.
function heat(z) {
  const strength = Math.min(1, Math.abs(z) / HOTTEST);
  return z < 0 ? `hsl(212 ${20 + 70 * strength}% ${42 + 22 * strength}%)` : `hsl(${34 - 30 * strength} ${20 + 75 * strength}% ${42 + 14 * strength}%)`;
}

function colour(pocket) {
  if (pocket === "0" || pocket === "00") return "green";
  return RED.has(pocket) ? "red" : "black";
}

customElements.define("wheel-heat", WheelHeat);
