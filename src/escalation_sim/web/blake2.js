/**
 * BLAKE2b (Saarinen and Aumasson, RFC 7693, 2015), with a digest of 16 bytes: how `luck.py` makes the key of a place.
 *
 * JavaScript has no fast whole numbers of 64 bits, so each is a pair of 32: the lower half at an even place, the higher behind it.
 */

const CHUNK = 128; // bytes that are mixed in at once
const DIGEST = 16;
const ROUNDS = 12;

const START = new Uint32Array([
  0xf3bcc908, 0x6a09e667, 0x84caa73b, 0xbb67ae85, 0xfe94f82b, 0x3c6ef372, 0x5f1d36f1, 0xa54ff53a,
  0xade682d1, 0x510e527f, 0x2b3e6c1f, 0x9b05688c, 0xfb41bd6b, 0x1f83d9ab, 0x137e2179, 0x5be0cd19,
]);

const ORDERS = [
  [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15],
  [14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3],
  [11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4],
  [7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8],
  [9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13],
  [2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9],
  [12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11],
  [13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10],
  [6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5],
  [10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0],
];

/** The numbers that are mixed with each other: four columns, then four diagonals. */
const MIXED = [
  [0, 4, 8, 12], [1, 5, 9, 13], [2, 6, 10, 14], [3, 7, 11, 15],
  [0, 5, 10, 15], [1, 6, 11, 12], [2, 7, 8, 13], [3, 4, 9, 14],
];

/**
 * The digest of some bytes.
 * @param {Uint8Array} bytes
 * @returns {Uint8Array} 16 bytes
 */
export function blake2b(bytes) {
  const state = START.slice();
  state[0] ^= 0x01010000 ^ DIGEST;
  const chunks = Math.max(1, Math.ceil(bytes.length / CHUNK));
  for (let k = 0; k < chunks; k++) {
    const upTo = Math.min((k + 1) * CHUNK, bytes.length);
    compress(state, wordsOf(bytes.subarray(k * CHUNK, upTo)), upTo, k === chunks - 1);
  }
  const digest = new DataView(new ArrayBuffer(DIGEST));
  for (let k = 0; k < DIGEST / 4; k++) digest.setUint32(4 * k, state[k], true);
  return new Uint8Array(digest.buffer);
}

/** A chunk as halves of numbers, the lowest byte first, with zeros behind it. */
function wordsOf(bytes) {
  const words = new Uint32Array(CHUNK / 4);
  for (let k = 0; k < bytes.length; k++) words[k >> 2] |= bytes[k] << (8 * (k & 3));
  return words;
}

function compress(state, words, bytesSoFar, isLast) {
  const v = new Uint32Array(32);
  v.set(state);
  v.set(START, 16);
  v[24] ^= bytesSoFar >>> 0;
  v[25] ^= Math.floor(bytesSoFar / 2 ** 32);
  if (isLast) {
    v[28] = ~v[28];
    v[29] = ~v[29];
  }
  for (let round = 0; round < ROUNDS; round++) {
    const order = ORDERS[round % ORDERS.length];
    MIXED.forEach(([a, b, c, d], k) => mix(v, 2 * a, 2 * b, 2 * c, 2 * d, words, 2 * order[2 * k], 2 * order[2 * k + 1]));
  }
  for (let k = 0; k < 16; k++) state[k] ^= v[k] ^ v[k + 16];
}

function mix(v, a, b, c, d, words, x, y) {
  add(v, a, v, b);
  add(v, a, words, x);
  turn(v, d, a, 32);
  add(v, c, v, d);
  turn(v, b, c, 24);
  add(v, a, v, b);
  add(v, a, words, y);
  turn(v, d, a, 16);
  add(v, c, v, d);
  turn(v, b, c, 63);
}

/** v[a] += from[b] */
function add(v, a, from, b) {
  const low = v[a] + from[b];
  v[a + 1] += from[b + 1] + (low > 0xffffffff ? 1 : 0);
  v[a] = low;
}

/** v[a] ^= v[b], then turned to the right by so many bits */
function turn(v, a, b, bits) {
  let low = v[a] ^ v[b], high = v[a + 1] ^ v[b + 1];
  if (bits >= 32) [low, high] = [high, low];
  const rest = bits % 32;
  v[a] = rest ? (low >>> rest) | (high << (32 - rest)) : low;
  v[a + 1] = rest ? (high >>> rest) | (low << (32 - rest)) : high;
}
