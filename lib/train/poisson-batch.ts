import type { Draws } from '../random/index.js';

const WORD = 2 ** 32;

/**
 * A batch in which each of n records is with exactly the given probability, independently: the bits of a uniform
 * number are compared with those of the rate, 32 at a time, until they differ. A double has finitely many.
 *
 * @param rate  in (0, 1]
 * @returns  positions of the records drawn, ascending
 * @proof  proofs/dp-sgd-run.md
 */
export function poissonBatch(n: number, rate: number, draws: Draws): number[] {
  const batch: number[] = [];
  for (let record = 0; record < n; record++) if (isBelow(rate, draws)) batch.push(record);
  return batch;
}

/** Whether a uniform number in [0, 1) is below x. */
function isBelow(x: number, draws: Draws): boolean {
  for (let rest = x; ; ) {
    if (rest >= 1) return true;
    if (rest === 0) return false;
    // exact: scaling by a power of two, and a difference of a number and its whole part
    const head = Math.floor(rest * WORD);
    const word = draws.word();
    if (word !== head) return word < head;
    rest = rest * WORD - head;
  }
}
