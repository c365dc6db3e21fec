// What the results add up to, on the player's page: asked for when the table is seen anew, then kept by its events.

import "./roads.js";
import "./table_stats.js";

// `line` is the player's Connection; `later(act)` does it when the picture has come to all that was heard. A table without roads has no element for them.
export function hearScores(frame, line, later) {
  if (frame.ev === "snapshot") recall(line, later);
  if (frame.ev === "roads") show("roads", frame);
  if (frame.ev === "statistics") show("statistics", frame);
}

async function recall(line, later) {
  for (const name of ["roads", "statistics"]) {
    if (!document.getElementById(name)) continue;
    try {
      const found = await line.get(`/tables/${line.table}/${name}`);
      later(() => show(name, found));
    } catch {
      // bets go on without them, and the next result brings them
    }
  }
}

function show(name, found) {
  document.getElementById(name)?.setAttribute(`data-${name}`, JSON.stringify(found));
}
