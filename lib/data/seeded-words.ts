import { createCipheriv, createHash } from 'node:crypto';
import { integer } from '../numerics/index.js';

const BLOCK = 1 << 14;
const WORD = 2 ** 32;

/** Random choices that a seed fixes: the same on every machine. */
export interface Seeded {
  /** uniform whole number in [0, 2^32) */
  word(): number;
  /** uniform whole number in [0, n), exactly: words beyond the last multiple of n are drawn again */
  below(n: number): number;
  /** uniform multiple of 2^-53 in [0, 1) */
  unit(): number;
}

/**
 * The AES-128-CTR keystream of a key made from the seed and what it is used for, read as little-endian words.
 *
 *   key = first 16 bytes of SHA-256(JSON.stringify([seed, ...path])), counter from 0
 */
export function seeded(seed: string, ...path: readonly (string | number)[]): Seeded {
  const key = createHash('sha256')
    .update(JSON.stringify([seed, ...path]))
    .digest()
    .subarray(0, 16);
  const cipher = createCipheriv('aes-128-ctr', key, Buffer.alloc(16));
  const zeros = Buffer.alloc(BLOCK);
  let bytes = Buffer.alloc(0);
  let at = 0;
  const word = (): number => {
    if (at === bytes.length) {
      bytes = cipher.update(zeros);
      at = 0;
    }
    at += 4;
    return bytes.readUInt32LE(at - 4);
  };
  return {
    word,
    below(n) {
      integer(1, WORD, { n });
      const end = WORD - (WORD % n);
      for (;;) {
        const draw = word();
        if (draw < end) return draw % n;
      }
    },
    unit: () => ((word() >>> 5) * 2 ** 26 + (word() >>> 6)) * 2 ** -53,
  };
}

/** A uniform order of 0 ... count - 1 (Fisher and Yates). */
export function shuffled(count: number, random: Seeded): Uint32Array {
  const order = Uint32Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const j = random.below(i + 1);
    [order[i], order[j]] = [order[j], order[i]];
  }
  return order;
}
