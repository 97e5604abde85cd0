import { iv } from '../../numerics/index.js';
import { type Baseline, baselineOf } from './baseline.js';
import { atSomeDelta } from './epsilon-delta.js';

/**
 * PixelDP: pA > exp(2 epsilon) pB + (1 + exp(epsilon)) delta, at the mechanism's own (epsilon, delta) of r records.
 *
 * In the paper the noise is scaled to the attack, so the pair is that of the whole attack, not of one record;
 * read so, the condition is given the best group guarantee there is. Best delta of DELTAS. With the generic group
 * guarantee in its place the condition is the one of xie.ts.
 *
 * @proof proofs/baselines.md
 */
export const pixelDp: Baseline = baselineOf(
  'PixelDP',
  'Lecuyer, Atlidakis, Geambasu, Hsu, Jana 2019 (robustness condition, read for poisons); re-derived here',
  (knowledge, pA, pB, poisons) =>
    atSomeDelta(knowledge, poisons, ({ epsilon, delta }) => {
      if (!(epsilon < Infinity)) return false;
      const grown = iv.exp(epsilon);
      const needed = iv.add(iv.mul(iv.mul(grown, grown), pB), iv.mul(iv.add(1, grown), delta)).hi;
      return pA > needed;
    }),
);
