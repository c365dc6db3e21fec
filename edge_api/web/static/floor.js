// Keeps a floor page as the server sees it. The server renders; its events say when to look again; what can't be refreshed is marked stale.

import { ServerClock, hour, seconds } from "./clock.js";
import { listen } from "./ask.js";

const PAUSE_MS = 250; // between two looks
const PATIENCE_MS = 3_500;
const COME_BACK_MS = 2_000;
const CLOCK_DOUBT_MS = 1e6; // any answer tells the time better than the page, which may be an old one
const OPENING_MS = 3_000; // so long a line that has not failed may take to open

const { events: stream, heartbeatMs } = document.getElementById("link").dataset; // look at least so often: a line can be dead without telling
const clock = new ServerClock();
const parts = new Map(); // name -> HTML as the server sent it
let events;
let looking = false;
let again = false;
let lookedAt = 0;
let liveAt = "";
let opening = true; // nothing has come over the line yet, and nothing has failed

function start() {
  document.documentElement.dataset.script = "on";
  const time = document.getElementById("clock");
  const [visit] = performance.getEntriesByType("navigation");
  const drawn = (visit.requestStart + visit.responseEnd) / 2;
  clock.sample(time.dataset.now, drawn - CLOCK_DOUBT_MS, drawn + CLOCK_DOUBT_MS);
  liveAt = time.dataset.now.slice(11, 19);
  for (const part of document.querySelectorAll("[data-part]")) parts.set(part.dataset.part, part.outerHTML);
  document.getElementById("link").querySelector("span").textContent = "Connecting";
  listen(look);
  document.addEventListener("look", look); // a page's own script knows of news
  setInterval(tick, 100);
  setInterval(() => performance.now() - lookedAt > heartbeatMs && look(), 500);
  subscribe();
  setTimeout(() => opening && mark(events.readyState === EventSource.OPEN), OPENING_MS);
  look();
}

// --- the line to the edge ----------------------------------------------------------------------------------------------

function subscribe() {
  events = new EventSource(stream);
  events.onmessage = (message) => heard(JSON.parse(message.data));
  events.onerror = () => {
    mark(false);
    if (events.readyState === EventSource.CLOSED) setTimeout(subscribe, COME_BACK_MS);
  };
}

// Something has happened. Who shows a picture may take it, and look when the picture has come to it.
function heard(frame) {
  if (frame.ev === "signed_out") signIn();
  else if (document.dispatchEvent(new CustomEvent("happened", { cancelable: true, detail: { frame, look } }))) look();
}

// Fetch this page again and exchange what has changed. Calls while one is under way make one more.
async function look() {
  if (looking) {
    again = true;
    return;
  }
  looking = true;
  try {
    await refresh();
    const live = events.readyState === EventSource.OPEN;
    if (live || !opening) mark(live);
  } catch {
    mark(false);
  }
  lookedAt = performance.now();
  setTimeout(() => {
    looking = false;
    if (again) look();
    again = false;
  }, PAUSE_MS);
}

async function refresh() {
  const sent = performance.now();
  const answer = await fetch(location.href, {
    headers: { accept: "text/html" }, cache: "no-store", signal: AbortSignal.timeout(PATIENCE_MS),
  });
  const received = performance.now();
  if (answer.redirected || answer.status === 401) return signIn();
  if (!answer.ok) throw new Error(`the edge answered ${answer.status}`);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  clock.sample(page.getElementById("clock").dataset.now, sent, received);
  exchange(page);
}

function signIn() {
  location.assign("/login");
}

function mark(live) {
  opening = false;
  if (live) liveAt = hour(clock.now());
  document.body.dataset.link = live ? "live" : "down";
  const pill = document.getElementById("link");
  const word = live ? "Live" : `Not live since ${liveAt}`;
  if (pill.querySelector("span").textContent !== word) {
    pill.className = `pill ${live ? "live" : "down"}`;
    pill.querySelector("span").textContent = word;
  }
  for (const note of document.querySelectorAll("[data-stale]")) note.textContent = `as of ${liveAt}`;
}

// --- what is shown -----------------------------------------------------------------------------------------------------

function exchange(page) {
  const fresh = [...page.querySelectorAll("[data-part]")];
  if (fresh.length !== parts.size || fresh.some((part) => !parts.has(part.dataset.part))) return location.reload();
  const said = [];
  for (const part of fresh) {
    const name = part.dataset.part;
    if (parts.get(name) === part.outerHTML) continue;
    parts.set(name, part.outerHTML);
    replace(document.querySelector(`[data-part="${CSS.escape(name)}"]`), part, said);
  }
  if (said.length) document.getElementById("said").textContent = said.join(". ");
  tick();
}

// Where the keyboard was, it stays; a state is spoken only when its words have changed.
function replace(old, fresh, said) {
  const focus = old.contains(document.activeElement) ? document.activeElement : null;
  const key = focus && (focus.dataset.post ?? focus.getAttribute("href") ?? focus.dataset.copy);
  if (fresh.dataset.say && fresh.dataset.say !== old.dataset.say) said.push(fresh.dataset.say);
  const adopted = document.adoptNode(fresh);
  old.replaceWith(adopted);
  if (key) [...adopted.querySelectorAll("[data-post], a, [data-copy]")].find((each) => keyOf(each) === key)?.focus();
}

function keyOf(element) {
  return element.dataset.post ?? element.getAttribute("href") ?? element.dataset.copy;
}

function tick() {
  document.getElementById("clock").textContent = hour(clock.now());
  for (const countdown of document.querySelectorAll("[data-closes-at]")) show(countdown);
}

function show(countdown) {
  const left = clock.left(countdown.dataset.closesAt);
  countdown.classList.remove("plain");
  if (countdown.textContent !== seconds(left)) countdown.textContent = seconds(left);
  const meter = document.getElementById(countdown.dataset.meter);
  const whole = Date.parse(countdown.dataset.closesAt) - Date.parse(countdown.dataset.openedAt);
  if (meter) meter.style.transform = `scaleX(${whole > 0 ? Math.min(1, left / whole) : 0})`;
}

start();
