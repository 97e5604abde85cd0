import { type Bits, Draws, secureBits, seededBits } from '../lib/random/index.js';
import { prepareRelease, RoundedNoise } from '../lib/release/index.js';
import { randomRows, recordsOf, releaseOf } from '../test/release/records.js';
import { timed } from './cpu.js';
import type { Row } from './row.js';
import { atLeast, atMost } from './target.js';

const BLOCK = 2 ** 16;
const BLOCKS = 64;
const RUNS = 5;

/** Samples of noise a second, and whole releases of the size that one model is trained on; one thread. */
export function* releases(): Generator<Row> {
  for (const law of ['gaussian', 'laplace'] as const)
    for (const [bits, target] of [
      [secureBits(), 1],
      [seededBits('bench'), 10],
    ] as const)
      yield {
        name: `${bits.source} ${law} noise, million samples/s`,
        value: samplesPerSecond(law, bits) / 1e6,
        target: atLeast(target),
        binding: false,
      };
  for (const [name, count, dimension, limit] of [
    ['digits: 5748 x (64 + 10)', 1437, 64, 12],
    ['MNIST to 100: 32000 x (100 + 10)', 8000, 100, 120],
  ] as const)
    for (const design of ['subsets', 'poisson', 'balanced'] as const)
      yield {
        name: `${name}, ${design}, ms`,
        value: 1000 * release(count, dimension, design),
        target: atMost(limit),
        binding: false,
      };
}

function samplesPerSecond(law: 'gaussian' | 'laplace', bits: Bits): number {
  const noise = new RoundedNoise(law, 1638.4);
  const draws = new Draws(bits);
  const out = new Int32Array(BLOCK);
  return (
    (BLOCK * BLOCKS) /
    least(() => {
      for (let i = 0; i < BLOCKS; i += 1) noise.fill(out, draws);
    })
  );
}

function release(count: number, dimension: number, design: 'subsets' | 'poisson' | 'balanced'): number {
  const classes = Array.from({ length: 10 }, (_, c) => `${c}`);
  const records = recordsOf(randomRows(count, dimension, 'bench'), { kind: 'l2-ball', radius: 1 }, classes);
  const scale = 0.4;
  const prepared = prepareRelease(
    releaseOf(records, {
      k: 4,
      releases: 4 * count,
      design,
      noise: { law: 'gaussian', scale },
      labels: { kind: 'noised', scale },
    }),
    records,
  );
  return least((run) => void prepared.draw(seededBits('bench', run)));
}

/** CPU seconds of the quickest run: the others waited for something else. */
function least(work: (run: number) => void): number {
  return Math.min(...Array.from({ length: RUNS }, (_, run) => timed(() => work(run)).seconds));
}
