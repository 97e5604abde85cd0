import { type Cipher, createCipheriv, createHash, randomFillSync } from 'node:crypto';
import { DomainError } from '../numerics/index.js';

/**
 * Where all randomness comes from: one endless stream of independent fair bits.
 *
 * Filling `a` and then `b` gives what filling one array of both lengths gives.
 */
export interface Bits {
  /** 'secure': the operating system's generator. 'seeded': reproducible, so no privacy against who knows the seed */
  readonly source: 'secure' | 'seeded';
  fill(words: Uint32Array): void;
}

/** The operating system's generator. */
export function secureBits(): Bits {
  return { source: 'secure', fill: (words) => void randomFillSync(words) };
}

/**
 * Reproducible bits for experiments and audits: the keystream of AES-128 in counter mode under the first 16
 * bytes of SHA-256(JSON of [seed, ...path]). The same words on every machine; another path, another stream.
 *
 * @param path names one use, so that no two uses share a stream: ('7', 'model', 12)
 * @throws DomainError if a number of the path is no safe integer: its text would not name it
 */
export function seededBits(seed: string, ...path: (string | number)[]): Bits {
  for (const step of path)
    if (typeof step === 'number' && !Number.isSafeInteger(step))
      throw new DomainError('path', 'text or whole numbers', step);
  const key = createHash('sha256')
    .update(JSON.stringify([seed, ...path]))
    .digest()
    .subarray(0, 16);
  const cipher = createCipheriv('aes-128-ctr', key, ZEROS.subarray(0, 16));
  return { source: 'seeded', fill: (words) => keystream(cipher, words) };
}

const ZEROS = Buffer.alloc(1 << 16);
const BIG_ENDIAN = new Uint8Array(new Uint32Array([1]).buffer)[0] === 0;

function keystream(cipher: Cipher, words: Uint32Array): void {
  const bytes = Buffer.from(words.buffer, words.byteOffset, words.byteLength);
  for (let at = 0; at < bytes.length; at += ZEROS.length)
    bytes.set(cipher.update(ZEROS.subarray(0, Math.min(ZEROS.length, bytes.length - at))), at);
  if (BIG_ENDIAN) bytes.swap32(); // the words, not the bytes, are the same everywhere
}
