// Multipliers of a round on the layout: a badge on each lucky spot, and a line that says them and what was promised before they were drawn.

export function showLucky(layout, draw) {
  for (const badge of layout.querySelectorAll(".lucky")) badge.remove();
  const lucky = Object.entries(draw?.multipliers ?? {});
  for (const [name, times] of lucky) {
    const spot = layout.querySelector(`[data-key='${spotKey(name)}']`);
    spot?.append(Object.assign(document.createElement("b"), { className: "lucky", textContent: `×${times}` }));
  }
  say(line(layout), draw, lucky);
}

// The spot of a lucky position: "17" is the straight on 17, "total 4", "combo 1-2" and "any_triple" name their bet.
export function spotKey(name) {
  if (/^[0-9]+$/.test(name)) return `straight ["${name}"]`;
  const [type, sel = ""] = name.split(" ");
  if (!sel) return `${type} null`;
  return `${type} ${sel.includes("-") ? `[${sel.replaceAll("-", ",")}]` : sel}`;
}

function line(layout) {
  const made = document.getElementById("lucky") ?? Object.assign(document.createElement("p"), { id: "lucky", className: "lucky-line" });
  made.setAttribute("role", "status");
  if (!made.isConnected) layout.before(made);
  return made;
}

function say(into, draw, lucky) {
  const words = draw?.multipliers ? lucky.map(([name, times]) => `${name} × ${times}`).join(" · ") || "none this round" : "drawn when bets are closed";
  const text = draw ? `Lucky: ${words}` : "";
  if (into.textContent !== text) into.textContent = text;
  into.hidden = !draw;
  into.title = draw ? [`Seed promised as ${draw.commitment}`, draw.salt && `salt ${draw.salt}`, draw.seed && `seed ${draw.seed}`].filter(Boolean).join(", ") : "";
}
