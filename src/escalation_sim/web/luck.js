/**
 * The uniform numbers of a place, as luck.py has them: Philox 4x64 (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3",
 * 2011). The kernel has its own, and is much faster; this is for what is drawn beside histories.
 */

import { keysOf } from "./kernel.js";

const WORD = (1n << 64n) - 1n;
const ROUNDS = 10;
const MULTIPLIERS = [0xd2e7470ee14c6c93n, 0xca5a826395121157n];
const STEPS = [0x9e3779b97f4a7c15n, 0xbb67ae8584caa73bn];
const LANES = 4;

/**
 * The numbers of the replications from 0 on at a place, each in (0, 1).
 * @param {number|bigint} seed
 * @param {string} place
 * @param {number} count
 * @returns {Float64Array}
 */
export function luckOf(seed, place, count) {
  const key = Array.from(new BigUint64Array(keysOf(seed, [place]).buffer));
  const found = new Float64Array(Math.ceil(count / LANES) * LANES);
  for (let k = 0; k < found.length; k += LANES) {
    // numpy counts on before it draws
    philox([BigInt(k / LANES) + 1n, 0n, 0n, 0n], key).forEach((raw, lane) => (found[k + lane] = (Number(raw >> 12n) + 0.5) / 2 ** 52));
  }
  return found.subarray(0, count);
}

/** Four numbers of 64 bits. */
function philox(counter, key) {
  let [a, b, c, d] = counter;
  let [k, l] = key;
  for (let round = 0; round < ROUNDS; round++) {
    const one = MULTIPLIERS[0] * a, other = MULTIPLIERS[1] * c;
    [a, b, c, d] = [(other >> 64n) ^ b ^ k, other & WORD, (one >> 64n) ^ d ^ l, one & WORD];
    [k, l] = [(k + STEPS[0]) & WORD, (l + STEPS[1]) & WORD];
  }
  return [a, b, c, d];
}
