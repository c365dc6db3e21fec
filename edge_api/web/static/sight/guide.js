// What is done of a calibration and what is next, from the session as the board tells it; and why a step can't be taken yet. Pure: session in, words out.

const EMPTY_TURN = 8;
const POCKETS = 5;

// Lines {words, done}: the way of a wheel; other kinds have their count alone.
export function steps(sees, session, numbers) {
  if (sees !== "wheel") return [];
  const shots = session?.shots ?? [];
  const labels = shots.map(({ label }) => label).filter(Boolean);
  const empty = labels.filter(({ result }) => result === null).length;
  const pockets = new Set(labels.map(({ result }) => result).filter((result) => result !== null)).size;
  return [
    { words: "Say whether it has one zero or two, and begin anew", done: shots.length > 0 },
    { words: numbers ? "The ellipse lies on the rotor and each number on its pocket: look again and again while it turns" : "Look: an ellipse and the numbers are drawn on the rotor once it is seen", done: numbers > 0 },
    { words: `One empty turn, without the ball: ${Math.min(empty, EMPTY_TURN)} of ${EMPTY_TURN} pictures`, done: empty >= EMPTY_TURN },
    { words: `The ball in different pockets, a picture of each: ${Math.min(pockets, POCKETS)} of ${POCKETS}`, done: pockets >= POCKETS },
    { words: "Learn, look at the self-test, sign", done: false },
    { words: "Then twenty spins against the wheel's own sensor: step 5", done: false },
  ];
}

// Why nothing can be learned yet; "" when it can.
export function whyNotLearn(session) {
  if (!session) return "The board has not answered yet: look first.";
  if (!session.shots.length) return "There is no picture yet: take some in step 2.";
  return session.shots.some(({ label }) => label) ? "" : "Nobody has said yet what lies in the pictures.";
}

// Why nothing can be signed yet; "" when it can.
export function whyNotSign(session) {
  if (whyNotLearn(session)) return whyNotLearn(session);
  if (!session.lesson) return "Nothing has been learned since the last picture or table: learn first.";
  return session.lesson.passed ? "" : "The self-test took one thing for another: correct the labels, or take better pictures.";
}

// Whether a mark has both its pixels; what nobody has typed yet is null.
export function isMarked(at) {
  return at.every((part) => part !== null);
}

// Why the table can't be kept yet; "" when it can.
export function whyNotTable(marks, wide, high) {
  const marked = marks.filter(isMarked).length;
  if (marked !== 4) return `${marked} of four corners are marked.`;
  return wide > 0 && high > 0 ? "" : "Measure the rectangle on the felt, and say its width and height in millimetres.";
}
