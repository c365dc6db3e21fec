// Reads the capture stamp that the board puts into each frame: an SEI message with an identifier of ours. Knows no clock and no protocol.

// ITU-T H.264, D.1.7 (user_data_unregistered): identifier, then version u8 | capture UTC in ns u64 | seq u32 | clock error in µs u32.
const STAMP_ID = [0x9f, 0x0c, 0x6a, 0x52, 0x8e, 0x5b, 0x4f, 0x0e, 0x9d, 0x3a, 0x5c, 0x1f, 0x7b, 0x2e, 0x64, 0xd1];
const VERSION = 1;
const BODY = 17;
const UNKNOWN_ERROR = 0xffffffff;
const FARTHEST = 4096; // the stamp stands before the picture itself: nothing further in is looked at

// {utcMs, utcNs, seq, clockErrorUs} of a coded frame (Annex B or with lengths), or null where none of a known version is.
export function readStamp(frame) {
  const at = find(frame);
  if (at < 0) return null;
  const body = unescape(frame, at + STAMP_ID.length);
  if (body === null || body.getUint8(0) !== VERSION) return null;
  const utcNs = body.getBigUint64(1);
  const error = body.getUint32(13);
  return { utcMs: unixMs(utcNs), utcNs, seq: body.getUint32(9), clockErrorUs: error === UNKNOWN_ERROR ? null : error };
}

// Nanoseconds since the Unix epoch (BigInt) as milliseconds, to the microsecond: more does not fit into a number.
export function unixMs(utcNs) {
  return Number(utcNs / 1000n) / 1000;
}

// The identifier has no two zeros in a row, so that it always stands in the stream as it is.
function find(frame) {
  const last = Math.min(frame.length - STAMP_ID.length, FARTHEST);
  for (let at = frame.indexOf(STAMP_ID[0]); at >= 0 && at <= last; at = frame.indexOf(STAMP_ID[0], at + 1)) {
    if (STAMP_ID.every((byte, place) => frame[at + place] === byte)) return at;
  }
  return -1;
}

// Without emulation prevention (7.4.1): a 3 after two zeros was put in.
function unescape(frame, from) {
  const body = new Uint8Array(BODY);
  let zeros = 0;
  let filled = 0;
  for (let at = from; filled < BODY; at++) {
    if (at >= frame.length) return null;
    const byte = frame[at];
    if (zeros >= 2 && byte === 3) {
      zeros = 0;
      continue;
    }
    body[filled++] = byte;
    zeros = byte === 0 ? zeros + 1 : 0;
  }
  return new DataView(body.buffer);
}
