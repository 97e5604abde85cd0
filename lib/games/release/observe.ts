import { Draws, seededBits } from '../../random/index.js';
import type { Release } from '../../release/index.js';
import { smoothedNumbers, wholeNumbers } from './axis.js';
import type { PlayedPair } from './pair-records.js';

/** Numbers of mixtures that are held at once. */
const CHUNK = 2 ** 18;

/**
 * All observations of one long release, in noise units along the axis of the pair, in the order of the mixtures.
 * Memory does not grow with the dimension: mixtures are drawn and looked at in pieces.
 *
 * @param path  names the use of the bits
 */
export function observations(
  { axis, lattice }: PlayedPair,
  release: Release,
  seed: string,
  path: readonly (string | number)[],
): Float64Array {
  const stream = release.stream(seededBits(seed, ...path, 'release'));
  const smoothing = new Draws(seededBits(seed, ...path, 'smoothing'));
  const rows = Math.max(1, Math.floor(CHUNK / (stream.dimension + stream.classes)));
  const out = new Float64Array(stream.count);
  let at = 0;
  for (let block = stream.next(rows); block !== undefined; block = stream.next(rows)) {
    if (lattice === undefined) out.set(smoothedNumbers(axis, block, smoothing), at);
    else {
      const wholes = wholeNumbers(axis, block);
      for (let i = 0; i < wholes.length; i += 1) out[at + i] = wholes[i] / lattice;
    }
    at += block.count;
  }
  return out;
}
