// @ts-check
/**
 * QR codes (ISO/IEC 18004): byte mode, error correction level M, versions 1 to 10, which holds 213 bytes: more than
 * any address a person would scan.
 */

/** For each version: codewords in all, error correction codewords in each block, number of blocks. Level M. */
const VERSIONS = [
  [26, 10, 1], [44, 16, 1], [70, 26, 1], [100, 18, 2], [134, 24, 2],
  [172, 16, 4], [196, 18, 4], [242, 22, 4], [292, 22, 5], [346, 26, 5],
];
/** Rows and columns of the alignment patterns. */
const ALIGNMENT = [[], [6, 18], [6, 22], [6, 26], [6, 30], [6, 34], [6, 22, 38], [6, 24, 42], [6, 26, 46], [6, 28, 50]];

/** @type {((x: number, y: number) => boolean)[]} */
const MASKS = [
  (x, y) => (x + y) % 2 === 0,
  (x, y) => y % 2 === 0,
  (x) => x % 3 === 0,
  (x, y) => (x + y) % 3 === 0,
  (x, y) => ((x / 3 | 0) + (y / 2 | 0)) % 2 === 0,
  (x, y) => ((x * y) % 2) + ((x * y) % 3) === 0,
  (x, y) => (((x * y) % 2) + ((x * y) % 3)) % 2 === 0,
  (x, y) => (((x + y) % 2) + ((x * y) % 3)) % 2 === 0,
];

const EXP = new Uint8Array(255);
const LOG = new Uint8Array(256);
for (let i = 0, value = 1; i < 255; i++) {
  EXP[i] = value;
  LOG[value] = i;
  value = (value << 1) ^ (value & 0x80 ? 0x11d : 0);
}
const multiply = (/** @type {number} */ a, /** @type {number} */ b) => (a && b ? EXP[(LOG[a] + LOG[b]) % 255] : 0);

/**
 * @param {string} text
 * @returns {boolean[][] | null} rows of modules, true = dark; null when the text is too long
 */
export function qrCode(text) {
  const bytes = new TextEncoder().encode(text);
  const index = VERSIONS.findIndex(([total, ecc, blocks], i) => bytes.length + (i < 9 ? 2 : 3) <= total - ecc * blocks);
  if (index < 0) return null;
  const bits = interleave(payload(bytes, index), index);
  let best = null;
  let least = Infinity;
  for (let mask = 0; mask < MASKS.length; mask++) {
    const code = draw(bits, index, mask);
    const cost = penalty(code);
    if (cost < least) [best, least] = [code, cost];
  }
  return best;
}

/** Mode, length, bytes, end, padding. @param {Uint8Array} bytes @param {number} index */
function payload(bytes, index) {
  const [total, ecc, blocks] = VERSIONS[index];
  const capacity = total - ecc * blocks;
  const bits = [];
  const put = (/** @type {number} */ value, /** @type {number} */ count) => {
    for (let i = count - 1; i >= 0; i--) bits.push((value >> i) & 1);
  };
  put(0b0100, 4);
  put(bytes.length, index < 9 ? 8 : 16);
  for (const byte of bytes) put(byte, 8);
  put(0, Math.min(4, capacity * 8 - bits.length));
  put(0, (8 - (bits.length % 8)) % 8);
  const data = [];
  for (let i = 0; i < bits.length; i += 8) data.push(parseInt(bits.slice(i, i + 8).join(''), 2));
  for (let pad = 0xec; data.length < capacity; pad ^= 0xec ^ 0x11) data.push(pad);
  return data;
}

/** Cuts the data into blocks, gives each its error correction, and mixes them. @param {number[]} data @param {number} index */
function interleave(data, index) {
  const [total, ecc, count] = VERSIONS[index];
  const short = Math.floor(total / count) - ecc;
  const shortBlocks = count - (total % count);
  const divisor = generator(ecc);
  const blocks = [];
  for (let i = 0, at = 0; i < count; i++) {
    const length = short + (i < shortBlocks ? 0 : 1);
    const block = data.slice(at, at + length);
    blocks.push({ block, check: remainder(block, divisor) });
    at += length;
  }
  const bytes = [];
  for (let i = 0; i <= short; i++) for (const { block } of blocks) if (i < block.length) bytes.push(block[i]);
  for (let i = 0; i < ecc; i++) for (const { check } of blocks) bytes.push(check[i]);
  return bytes.flatMap((byte) => [7, 6, 5, 4, 3, 2, 1, 0].map((i) => (byte >> i) & 1));
}

/** The Reed–Solomon generator polynomial, without its leading 1. @param {number} degree */
function generator(degree) {
  const poly = new Array(degree).fill(0);
  poly[degree - 1] = 1;
  for (let i = 0; i < degree; i++) {
    for (let j = 0; j < degree; j++) poly[j] = multiply(poly[j], EXP[i]) ^ (poly[j + 1] ?? 0);
  }
  return poly;
}

/** @param {number[]} block @param {number[]} divisor */
function remainder(block, divisor) {
  const rest = new Array(divisor.length).fill(0);
  for (const byte of block) {
    const factor = byte ^ rest.shift();
    rest.push(0);
    divisor.forEach((coefficient, i) => (rest[i] ^= multiply(coefficient, factor)));
  }
  return rest;
}

/** @param {number[]} bits @param {number} index @param {number} mask */
function draw(bits, index, mask) {
  const size = 21 + 4 * index;
  /** @type {(boolean | undefined)[][]} */
  const code = Array.from({ length: size }, () => new Array(size).fill(undefined));
  const set = (/** @type {number} */ x, /** @type {number} */ y, /** @type {boolean} */ dark) => {
    if (x >= 0 && y >= 0 && x < size && y < size) code[y][x] = dark;
  };
  for (let i = 0; i < size; i++) {
    set(6, i, i % 2 === 0);
    set(i, 6, i % 2 === 0);
  }
  for (const [cx, cy] of [[3, 3], [size - 4, 3], [3, size - 4]]) {
    for (let dy = -4; dy <= 4; dy++) {
      for (let dx = -4; dx <= 4; dx++) {
        const ring = Math.max(Math.abs(dx), Math.abs(dy));
        set(cx + dx, cy + dy, ring !== 2 && ring !== 4);
      }
    }
  }
  const places = ALIGNMENT[index];
  const last = places[places.length - 1];
  for (const cx of places) {
    for (const cy of places) {
      if ((cx === 6 && cy === 6) || (cx === 6 && cy === last) || (cx === last && cy === 6)) continue;
      for (let dy = -2; dy <= 2; dy++) {
        for (let dx = -2; dx <= 2; dx++) set(cx + dx, cy + dy, Math.max(Math.abs(dx), Math.abs(dy)) !== 1);
      }
    }
  }
  drawFormat(set, size, mask);
  if (index >= 6) drawVersion(set, size, index + 1);
  fill(code, bits, MASKS[mask]);
  return /** @type {boolean[][]} */ (code);
}

/** Level and mask, twice. @param {(x: number, y: number, dark: boolean) => void} set @param {number} size @param {number} mask */
function drawFormat(set, size, mask) {
  let rest = mask; // level M is 00
  for (let i = 0; i < 10; i++) rest = (rest << 1) ^ ((rest >> 9) * 0x537);
  const bits = ((mask << 10) | rest) ^ 0x5412;
  for (let i = 0; i < 15; i++) {
    const dark = ((bits >> i) & 1) === 1;
    if (i < 6) set(8, i, dark);
    else if (i < 8) set(8, i + 1, dark);
    else if (i === 8) set(7, 8, dark);
    else set(14 - i, 8, dark);
    if (i < 8) set(size - 1 - i, 8, dark);
    else set(8, size - 15 + i, dark);
  }
  set(8, size - 8, true);
}

/** @param {(x: number, y: number, dark: boolean) => void} set @param {number} size @param {number} version */
function drawVersion(set, size, version) {
  let rest = version;
  for (let i = 0; i < 12; i++) rest = (rest << 1) ^ ((rest >> 11) * 0x1f25);
  const bits = (version << 12) | rest;
  for (let i = 0; i < 18; i++) {
    const dark = ((bits >> i) & 1) === 1;
    set(size - 11 + (i % 3), (i / 3) | 0, dark);
    set((i / 3) | 0, size - 11 + (i % 3), dark);
  }
}

/** The data, in its zigzag from the lower right. */
function fill(code, bits, masked) {
  const size = code.length;
  let at = 0;
  for (let right = size - 1; right >= 1; right -= 2) {
    if (right === 6) right = 5;
    const upward = ((right + 1) & 2) === 0;
    for (let step = 0; step < size; step++) {
      const y = upward ? size - 1 - step : step;
      for (const x of [right, right - 1]) {
        if (code[y][x] !== undefined) continue;
        code[y][x] = (bits[at++] === 1) !== masked(x, y);
      }
    }
  }
}

/** How hard it would be to scan: long runs, blocks, patterns that look like a finder, too much of one colour. */
function penalty(code) {
  const size = code.length;
  let cost = 0;
  let dark = 0;
  const lines = [...code, ...code.map((_, x) => code.map((row) => row[x]))];
  for (const line of lines) {
    const text = line.map(Number).join('');
    for (const run of text.match(/0{5,}|1{5,}/g) ?? []) cost += run.length - 2;
    for (const look of ['10111010000', '00001011101']) {
      for (let at = text.indexOf(look); at >= 0; at = text.indexOf(look, at + 1)) cost += 40;
    }
  }
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      if (code[y][x]) dark++;
      if (y && x && code[y][x] === code[y - 1][x] && code[y][x] === code[y][x - 1] && code[y][x] === code[y - 1][x - 1]) cost += 3;
    }
  }
  return cost + Math.floor(Math.abs((dark * 20) / (size * size) - 10)) * 10;
}
