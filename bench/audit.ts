import { bestGuesses } from '../lib/audit/index.js';
import type { AuditDocument, Mixup } from '../lib/core/index.js';
import { oneRunPlayed } from '../lib/games/index.js';
import { sharedDataPath } from '../test/shared-data.js';
import type { Row } from './row.js';
import { atLeast, atMost, near } from './target.js';
import { wholeProcess } from './whole-process.js';

/** n = 50, k = 4, T = 100 by default; records 2 apart, so noise of 2/k is as large as one record's shift. */
const UNIT_SHIFT = ['--k', '4', '--sigma', '0.5'];

/** Audits that a mean is taken over. */
const SEEDS = 6;

const ONE_RUN: Mixup = {
  kind: 'mixup',
  n: 10_000,
  k: 800,
  releases: 100,
  design: 'subsets',
  noise: { law: 'gaussian', scale: 1 / 800 },
  domain: { kind: 'l2-ball', radius: 1, dimension: 10_000 },
  labels: { kind: 'in-record' },
  adjacency: 'replace',
};

/**
 * `dpih audit` as processes of their own: what it shows of the exact epsilon of the pair it plays, and CPU seconds
 * of all threads, laws and bounds included.
 */
export function* audits(skip: (line: string) => void): Generator<Row> {
  const gaussian = auditOf([...UNIT_SHIFT, '--trials', '100000']);
  yield* tightness('Gaussian, N = 1e5', gaussian, 5.61342);
  yield { name: 'Gaussian, N = 1e5: CPU s', value: gaussian.seconds, target: atMost(10), binding: false };
  // one audit of so few trials scatters by 3 %
  const shares = Array.from({ length: SEEDS }, (_, seed) => {
    const flags = ['--noise', 'laplace', '--domain', 'l1-ball:1,1', '--trials', '25000'];
    const { document } = auditOf([...UNIT_SHIFT, ...flags, '--seed', String(seed + 1)]);
    return boundOf(document, 'noise family') / 3.23223;
  });
  yield {
    name: `Laplace, N = 2.5e4: noise family over exact, mean of ${SEEDS}`,
    value: shares.reduce((sum, share) => sum + share, 0) / SEEDS,
    target: atLeast(0.95),
    binding: true,
  };

  // 0 against a record at distance 1 moves a mixture by 1/800: k/n and the shift are those of n = 50, k = 4
  const { laws } = oneRunPlayed(ONE_RUN, ONE_RUN.n);
  yield {
    name: 'one run, 10000 canaries: expected by Steinke et al.',
    value: bestGuesses(ONE_RUN.n, laws(), { delta: 1e-5, alpha: 0.05 }).expected,
    target: near(2.27, 0.05),
    binding: true,
  };
  const many = ['--n', '10000', '--k', '800', '--sigma', '1/800', '--releases', '100'];
  const oneRun = auditOf([...many, '--game', 'one-run']);
  yield { name: 'one run, 10000 canaries: CPU s', value: oneRun.seconds, target: atMost(60), binding: false };

  const digits = sharedDataPath('digits.csv.gz');
  if (digits === undefined) {
    skip('digits.csv.gz: not found in $DPIH_DATA or ../shared/data, skipped');
    return;
  }
  const mixup = ['--k', '4', '--sigma', '0.4'];
  const trained = auditOf(['--data', digits, ...mixup, '--game', 'black-box', '--models', '1000']);
  yield {
    name: '1000 ridge models a world on digits: CPU s',
    value: trained.seconds,
    target: atMost(300),
    binding: false,
  };
}

interface Audit {
  readonly document: AuditDocument;
  readonly seconds: number;
}

function auditOf(flags: readonly string[]): Audit {
  const { output, seconds } = wholeProcess('dpih.js', ['audit', ...flags, '--json']);
  return { document: JSON.parse(output) as AuditDocument, seconds };
}

function* tightness(name: string, { document }: Audit, exact: number): Generator<Row> {
  const share = boundOf(document, 'noise family') / exact;
  yield { name: `${name}: noise family over exact`, value: share, target: atLeast(0.95), binding: true };
  const right = document.findings.length;
  yield { name: `${name}: findings against a right sampler`, value: right, target: atMost(0), binding: true };
}

/** The value of the one bound of this method. */
function boundOf({ bounds }: AuditDocument, method: string): number {
  return bounds.find((bound) => bound.method.startsWith(method))?.value ?? Number.NaN;
}
