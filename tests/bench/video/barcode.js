/**
 * Reads the moment that a rendered camera has burned into the bottom of its pictures (hardware/sim/camera/barcode.py says how).
 *
 * The strip is the lowest 2/45 of the picture: 80 cells of equal width, 64 bits of nanoseconds and 16 bits of CRC-16/CCITT-FALSE
 * over those eight bytes, most significant first, white for 1.
 */

const CELLS = 80;
const STRIP = 2 / 45;

/** The rows of a picture of this height that are worth reading, as [first, end): draw only those to a canvas if speed counts. */
export function barcodeRows(height) {
  const lines = height * STRIP;
  const first = Math.round(height - lines * 0.7);
  return [first, Math.max(Math.round(height - lines * 0.3), first + 1)];
}

/** The nanoseconds (UTC) in an ImageData of a whole picture, as a BigInt; null when there are none, or they can't be read. */
export function readBarcode(imageData) {
  const [first, end] = barcodeRows(imageData.height);
  return readRows(imageData, first, end);
}

/** The same from an ImageData that holds nothing but (a part of) the strip. */
export function readStrip(imageData) {
  return readRows(imageData, 0, imageData.height);
}

function readRows({ data, width }, first, end) {
  if (width < CELLS || end <= first) {
    return null;
  }
  let value = 0n;
  for (let cell = 0; cell < CELLS; cell += 1) {
    value = (value << 1n) | (isWhite(data, width, first, end, Math.floor(((cell + 0.5) * width) / CELLS)) ? 1n : 0n);
  }
  const ns = value >> 16n;
  return ns !== 0n && crc16(ns) === Number(value & 0xffffn) ? ns : null;
}

function isWhite(data, width, first, end, column) {
  let sum = 0;
  let count = 0;
  for (let row = first; row < end; row += 1) {
    for (let x = column - 1; x <= column; x += 1) {
      const at = (row * width + x) * 4;
      sum += data[at] + data[at + 1] + data[at + 2];
      count += 3;
    }
  }
  return sum >= count * 126;
}

function crc16(ns) {
  let register = 0xffff;
  for (let shift = 56n; shift >= 0n; shift -= 8n) {
    register ^= Number((ns >> shift) & 0xffn) << 8;
    for (let bit = 0; bit < 8; bit += 1) {
      register = register & 0x8000 ? ((register << 1) ^ 0x1021) & 0xffff : (register << 1) & 0xffff;
    }
  }
  return register;
}
