import { type Mixup, UnsupportedError } from '../../core/index.js';
import { integer } from '../../numerics/index.js';
import { placeOf } from '../../release/grid.js';
import type { PairName } from '../pair.js';
import { SHARES } from '../release/pair-records.js';
import { playable } from '../release/playable.js';
import { type PairLaws, pairLaws } from '../release/played-laws.js';

/** What the numbers of a file are rounded to. */
export type FloatType = 'float64' | 'float32';

/** The two data sets that somebody else's implementation has to be run on, and the laws of what it then releases. */
export interface SamplePair extends PairLaws {
  /** length d: what the changed records are without and with the canary, and what all others are */
  readonly absent: readonly number[];
  readonly present: readonly number[];
  readonly others: readonly number[];
  /** which records change, counted from 0 */
  readonly changed: readonly number[];
  /** the first so many coordinates differ */
  readonly corners: number;
  /** width of the cells that observations are rounded to, at most; noise units */
  readonly cell: number;
}

/** Scales of the noise beyond which no value is expected. */
const FARTHEST = 64;

/**
 * The pair of a name for another implementation: the ends of the domain themselves, and noise as declared, on no
 * lattice. Only features are looked at; all records have the same class.
 *
 * @param dimension   where the domain does not state it
 * @throws UnsupportedError, DomainError  where there is no such pair
 * @proof proofs/audit-games.md
 */
export function samplePair(
  asked: Mixup,
  name: PairName,
  poisons: number,
  resolution: FloatType = 'float64',
  dimension?: number,
): SamplePair {
  const { mechanism, dimension: stated, assumptions } = playable(asked);
  const { n, k, design, noise, domain } = mechanism;
  integer(1, n, { poisons });
  const d = domain.dimension ?? dimension ?? stated;
  const corners = domain.kind === 'box' && noise.law === 'gaussian' ? d : 1;
  const { centre, reach } = placeOf(mechanism);
  const [before, after] = SHARES[design === 'poisson' ? 'midpoint' : name];
  const others = centre - reach + (2 * reach * before) / (before + after);
  const row = (value: number): number[] =>
    Array.from({ length: d }, (_, c) => (c < corners ? value : centre));

  const size = Math.abs(centre) + (n === k ? poisons : 1) * reach + FARTHEST * noise.scale;
  const cell = (size / noise.scale) * (resolution === 'float32' ? 2 ** -23 : 2 ** -52);
  if (!(cell <= COARSEST))
    throw new UnsupportedError(
      `noise so small against its place, ${centre}, that ${resolution} mixtures round it away: state records about 0`,
    );
  const laws = pairLaws(mechanism, name, poisons, {
    shift: (2 * reach * Math.sqrt(corners)) / (k * noise.scale),
    lattice: undefined,
    // a density of at most 1/2 and a displacement of half a cell in each coordinate
    lawError: (cell * Math.sqrt(corners)) / 4,
    assumptions,
  });
  return {
    ...laws,
    absent: row(centre - reach),
    present: row(centre + reach),
    others: row(others),
    changed: Array.from({ length: poisons }, (_, i) => i),
    corners,
    cell,
  };
}

const COARSEST = 2 ** -10;

/** The pair in words, for whoever runs the other implementation. */
export function describePair(pair: SamplePair): string {
  const { mechanism, changed, absent, present, others } = pair;
  const { n, k, releases: T, noise, design } = mechanism;
  const r = changed.length;
  const who = r === 1 ? 'record 0' : `records 0 to ${r - 1}`;
  const d = absent.length;
  const shape = d === 1 ? `(N, ${T})` : `(N, ${T}, ${d})`;
  const mixture =
    design === 'poisson'
      ? `${numbers(centreOf(pair))} + (sum over the group of (record - ${numbers(centreOf(pair))})) / ${k}`
      : `mean of ${k} records`;
  return [
    `Two data sets of ${n} records with ${d} feature${d === 1 ? '' : 's'}, all of one class:`,
    `  absent   ${who} = ${numbers(absent)}, the other ${n - r} = ${numbers(others)}`,
    `  present  ${who} = ${numbers(present)}, the other ${n - r} = ${numbers(others)}`,
    `Run the implementation N times on each, with fresh randomness every time: ${T} mixtures by design ${design},`,
    `each ${mixture}, plus ${noise.law} noise of scale ${noise.scale} in every feature.`,
    `Save what it releases as two NumPy arrays of float64 or float32, shape ${shape}.`,
  ].join('\n');
}

function centreOf({ others }: SamplePair): readonly number[] {
  return others; // of design 'poisson', where the others are at the public centre
}

/** (-1, 0, 0, ..., 0) */
function numbers(row: readonly number[]): string {
  if (row.length === 1) return String(row[0]);
  const shown =
    row.length <= 4 ? row.map(String) : [...row.slice(0, 3).map(String), '...', String(row.at(-1))];
  return `(${shown.join(', ')})`;
}
