// How the floor's pages come to a table's picture: its addresses by the session's cookie, asked for again before their ticket is over.

const SPARE_MS = 60_000;
const found = new Map(); // table -> promise of {addresses, until}

// The addresses of GET /api/v1/tables/{table}/video. Throws an error with the `status` of a refusal.
export async function addresses(table) {
  const known = await found.get(table)?.catch(() => null);
  if (known && performance.now() < known.until) return known.addresses;
  found.set(table, ask(table));
  return (await found.get(table)).addresses;
}

async function ask(table) {
  const got = await json(`/api/v1/tables/${table}/video`);
  return { addresses: got, until: performance.now() + Date.parse(got.expires_at) - Date.parse(got.at) - SPARE_MS };
}

export async function json(path) {
  const answer = await fetch(path, { headers: { accept: "application/json" }, cache: "no-store", signal: AbortSignal.timeout(5000) });
  if (!answer.ok) throw Object.assign(new Error(`the edge answered ${answer.status}`), { status: answer.status });
  return answer.json();
}
