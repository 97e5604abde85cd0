import { account } from '../accountants/account.js';
import type { Statement } from '../core/document.js';
import { type Design, type Mechanism, type Mixup, UnsupportedError } from '../core/index.js';
import { remembered } from '../numerics/index.js';
import { MOST_COMPARED, predictionClaims } from './certificate-claims.js';
import { privacyClaims } from './privacy-claims.js';
import { epoch } from './widths.js';

/** Widths and designs side by side, and the cells for which nothing is proved, with the reason. */
export interface Comparison {
  readonly claims: readonly Statement[];
  readonly refused: readonly string[];
}

const DESIGNS: readonly Design[] = ['subsets', 'poisson', 'partition', 'balanced'];
const METHODS = ['profile', 'pure', 'renyi', 'witness'] as const;

/**
 * What k-way mixing gains: epsilon for one poison, by the profile, pure and by Renyi, of every design and width,
 * and its ratio to that of k = 1 in the same design and to that of one-shot noise on the raw records.
 *
 * Each design runs for one epoch; subsets and poisson also for n/k releases, the number that touches every
 * record once on average.
 *
 * @param mechanism  all but k, design and releases are taken from it
 * @param widths     each in [1, n]; k = 1 is always shown, as the gains refer to it
 * @param onStep     called before each cell
 * @param p          if given: also the certified radius of a prediction of this probability, by the profile and by every
 *                   baseline, up to 50
 */
export function compareWidths(
  mechanism: Mixup,
  widths: readonly number[],
  delta: number,
  onStep?: (name: string) => void,
  p?: number,
): Comparison {
  const refused: string[] = [];
  const known = new Map<string, readonly Statement[]>();
  const claimsOf = (cell: Mechanism): readonly Statement[] => {
    return remembered(known, JSON.stringify(cell), () => cellClaims(cell, { delta, p }, refused, onStep));
  };
  // every record released once, alone, with the noise: a partition of width 1
  const oneShot = claimsOf(cellOf(mechanism, 'partition', 1, 'epoch'));
  const claims: Statement[] = [...oneShot];
  for (const { design, regime } of REGIMES)
    for (const k of new Set([1, ...widths])) {
      const cell = cellOf(mechanism, design, k, regime);
      const found = claimsOf(cell);
      if (!(design === 'partition' && k === 1) && !(regime === 'n/k releases' && k === 1))
        claims.push(...found);
      if (found.length === 0 || (regime === 'n/k releases' && k === 1)) continue;
      claims.push(
        ...gains(found, claimsOf(cellOf(mechanism, design, 1, regime)), 'over k=1'),
        ...gains(found, oneShot, 'over one-shot'),
      );
    }
  return { claims, refused };
}

type Regime = 'epoch' | 'n/k releases';

const REGIMES: readonly { readonly design: Design; readonly regime: Regime }[] = [
  ...DESIGNS.map((design) => ({ design, regime: 'epoch' }) as const),
  { design: 'subsets', regime: 'n/k releases' },
  { design: 'poisson', regime: 'n/k releases' },
];

function cellOf(mechanism: Mixup, design: Design, k: number, regime: Regime): Mixup {
  const { n } = mechanism;
  const releases = regime === 'epoch' ? epoch(design, n, k) : Math.max(1, Math.floor(n / k));
  return { ...mechanism, design, k, releases };
}

function cellClaims(
  cell: Mechanism,
  { delta, p }: { readonly delta: number; readonly p: number | undefined },
  refused: string[],
  onStep: ((name: string) => void) | undefined,
): readonly Statement[] {
  const name = cell.kind === 'mixup' ? `${cell.design} k=${cell.k}` : cell.kind;
  onStep?.(name);
  try {
    const known = account(cell);
    const privacy = privacyClaims(known, delta, 1).filter(({ method }) => METHODS.some((m) => m === method));
    const radii =
      p === undefined
        ? []
        : predictionClaims(known, p, { poisons: [], orientation: 'clean', maximalRadius: MOST_COMPARED });
    return [...privacy, ...radii].map((claim) => ({ ...claim, mechanism: cell }));
  } catch (error) {
    if (!(error instanceof UnsupportedError)) throw error;
    refused.push(`${name}: ${error.message}`);
    return [];
  }
}

/** Ratios of upper bounds: above 1 where the first has the smaller epsilon. A ratio of bounds is no bound. */
function gains(
  found: readonly Statement[],
  reference: readonly Statement[],
  over: string,
): readonly Statement[] {
  return found.flatMap((claim): Statement[] => {
    if (claim.side !== 'upper') return [];
    const other = reference.find((c) => c.method === claim.method && c.side === 'upper');
    if (other === undefined || !(claim.value > 0 && claim.value < Infinity && other.value < Infinity))
      return [];
    const { enclosure: _, epsilon: __, order: ___, ...rest } = claim;
    return [
      {
        ...rest,
        quantity: 'gain',
        side: 'estimate',
        value: other.value / claim.value,
        method: `${claim.method} ${over}`,
      },
    ];
  });
}
