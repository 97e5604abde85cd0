import { account, type Construction, certifyVotes, type Mixup, parseVotes } from '../lib/index.js';
import { sharedData } from '../test/shared-data.js';
import { timed } from './cpu.js';
import type { Row } from './row.js';
import { atLeast } from './target.js';

const MODELS = 1000;
const ALPHA = 0.001;
/** "Within .005 or better" of the curves below. */
const SLACK = 0.005;

interface Curve {
  readonly construction: Construction;
  /** certified accuracy by number of poisons */
  readonly accuracy: Readonly<Record<number, number>>;
}

/** Votes of models each trained on its own release of real handwritten digits, and that release. */
interface RealVotes {
  readonly file: string;
  readonly n: number;
  readonly releases: number;
  readonly dimension: number;
  readonly curves: readonly Curve[];
}

const REAL_VOTES: readonly RealVotes[] = [
  {
    file: 'votes-mnist.csv',
    n: 8000,
    releases: 32_000,
    dimension: 100,
    curves: [
      {
        construction: 'complement',
        accuracy: { 0: 0.619, 1: 0.545, 2: 0.465, 3: 0.391, 4: 0.334, 5: 0.271, 6: 0.213 },
      },
      { construction: 'rivals', accuracy: { 0: 0.661, 6: 0.201 } },
    ],
  },
  {
    file: 'votes-digits.csv',
    n: 1437,
    releases: 5748,
    dimension: 64,
    curves: [
      { construction: 'complement', accuracy: { 0: 0.75, 1: 0.419, 2: 0.142 } },
      { construction: 'rivals', accuracy: { 0: 0.856, 1: 0.478, 2: 0.156 } },
    ],
  },
];

/** Rows of every votes file that is there; a line for every one that is not. */
export function* realVotes(skip: (line: string) => void): Generator<Row> {
  for (const real of REAL_VOTES) {
    const text = sharedData(real.file);
    if (text === undefined) {
      skip(`${real.file}: not found in $DPIH_DATA or ../shared/data, skipped`);
      continue;
    }
    const votes = parseVotes(text, MODELS);
    const { upper } = account(mechanismOf(real));
    for (const { construction, accuracy } of real.curves) {
      const { result, seconds } = timed(() => certifyVotes(upper, votes, { alpha: ALPHA, construction }));
      for (const [poisons, value] of Object.entries(accuracy))
        yield {
          name: `${real.file} ${construction} r=${poisons}`,
          value: result.certifiedAccuracy[Number(poisons)] ?? 0,
          target: atLeast(Number((value - SLACK).toPrecision(12))),
          seconds,
          binding: true,
        };
    }
  }
}

function mechanismOf({ n, releases, dimension }: RealVotes): Mixup {
  return {
    kind: 'mixup',
    n,
    k: 4,
    releases,
    design: 'subsets',
    noise: { law: 'gaussian', scale: 0.4 },
    domain: { kind: 'l2-diameter', diameter: 2, dimension },
    labels: { kind: 'noised', scale: 0.4 },
    adjacency: 'replace',
  };
}
