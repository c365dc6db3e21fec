// The floor's actions: asks for the reason, posts it, and shows the server's own sentence when it refuses. Decides nothing itself.

const dialog = document.getElementById("ask");
const text = document.getElementById("ask-text");
const refusal = document.getElementById("ask-refusal");
const yes = document.getElementById("ask-yes");
let asking = null; // the button whose question is open
let done = () => {};

// Take clicks on the page's buttons from now on; `after` runs when something was done.
export function listen(after) {
  done = after;
  document.addEventListener("click", (click) => {
    const button = click.target.closest("[data-post], [data-copy]");
    if (button?.dataset.copy) copy(button);
    else if (button?.dataset.ask) ask(button);
    else if (button) acknowledge(button);
  });
  dialog.querySelector("form").addEventListener("submit", answer);
  document.getElementById("ask-no").addEventListener("click", () => dialog.close());
}

function ask(button) {
  const { title, what, ask: kind, hold } = button.dataset;
  asking = { url: button.dataset.post, kind, hold };
  document.getElementById("ask-title").textContent = title;
  document.getElementById("ask-what").textContent = what;
  document.getElementById("ask-label").textContent = kind === "dealer" ? "Dealer" : "Reason (kept in the audit log)";
  text.value = "";
  text.required = kind === "reason";
  text.minLength = kind === "reason" ? 3 : 0;
  text.maxLength = kind === "dealer" ? 40 : 300;
  yes.textContent = title.split(":")[0];
  yes.className = button.classList.contains("grave") ? "grave" : "main";
  refusal.textContent = "";
  dialog.showModal();
  text.focus();
}

async function answer(submit) {
  submit.preventDefault();
  yes.disabled = true;
  const said = text.value.trim();
  const refused = await post(asking.url, body(said));
  yes.disabled = false;
  refusal.textContent = refused;
  if (refused) return;
  dialog.close();
  say("Done.");
  done();
}

// With a release goes which hold was shown when the question was asked.
function body(said) {
  if (asking.kind === "dealer") return { dealer: said };
  return asking.hold ? { reason: said, hold: asking.hold } : { reason: said };
}

async function acknowledge(button) {
  button.disabled = true;
  const { post: url, body } = button.dataset;
  const refused = await post(url, body ? JSON.parse(body) : null);
  button.disabled = false;
  say(refused || button.dataset.said);
  done();
}

// The refusal's sentence; empty when it was done.
export async function post(url, body) {
  try {
    const answer = await fetch(url, {
      method: "POST",
      headers: body ? { "content-type": "application/json" } : {},
      body: body && JSON.stringify(body),
      signal: AbortSignal.timeout(10_000),
    });
    if (answer.ok) return "";
    const { message } = await answer.json();
    return message;
  } catch {
    return "The edge did not answer. Look at the table before you try again: it may have been done.";
  }
}

async function copy(button) {
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
    say("Copied.");
  } catch {
    say("Copying is not allowed here: select the text instead.");
  }
}

function say(what) {
  document.getElementById("said").textContent = what;
}
