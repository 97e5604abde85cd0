import {
  attackSuccess,
  benefits,
  bettingEvidence,
  type Evidence,
  expectedAccuracy,
  lowerBound,
} from '../certify/index.js';
import type { CellBound, Claim, Profile, SeedMeasure } from '../core/index.js';
import { compensatedSum, DomainError, iv } from '../numerics/index.js';
import { querying, type Values } from './estimates.js';

/**
 * Upper bound on the expected success of any attack with r poisons that is made without knowledge of the randomness of
 * training, on the queries of the cell:
 *
 *   1 - Psi_r(b),   b a lower confidence bound on the expectation of 1 - success of models trained without the poisons
 *
 * Where target and trigger differ from seed to seed it bounds the average over them: s -> 1 - Psi_r(1 - s) is concave.
 *
 * @param profile  of one model's training, for replaced records
 * @param seeds    length >= 1, independent; their clean models make the evidence
 * @param poisons  r, whole, >= 1
 * @param alpha    probability that the evidence is wrong, in (0, 1)
 * @returns  value rounded up, in [0, 1]
 * @throws   DomainError outside these ranges, or for a profile of added or removed records
 * @source   derived here
 * @proof    proofs/attack-verdict.md
 */
export function successBound(
  profile: Profile<'upper'>,
  seeds: readonly SeedMeasure[],
  poisons: number,
  alpha: number,
): CellBound {
  checkReplace(profile);
  const resistance = benefits(
    seeds.map(({ clean }) => clean.success),
    1,
  );
  return bound(attackSuccess(profile, evidenceOf(resistance, querying(seeds), alpha), poisons));
}

/**
 * Lower bound on the expected accuracy after any such attack: Psi_r of a lower confidence bound on the expected accuracy
 * of models trained without the poisons.
 *
 * @returns  value rounded down, in [0, 1]; otherwise as successBound
 * @throws   DomainError as successBound
 * @source   derived here
 * @proof    proofs/attack-verdict.md
 */
export function accuracyBound(
  profile: Profile<'upper'>,
  seeds: readonly SeedMeasure[],
  poisons: number,
  alpha: number,
): CellBound {
  checkReplace(profile);
  const accuracies = seeds.map(({ clean }) => clean.accuracy);
  return bound(expectedAccuracy(profile, evidenceOf(accuracies, 'share', alpha), poisons));
}

function evidenceOf(values: readonly number[], kind: Values, alpha: number): Evidence {
  if (kind === 'share') return bettingEvidence(values, 1, alpha);
  const mean = lowerBound(compensatedSum(values), values.length, alpha);
  return { kind: 'mean', mean, ceiling: 1, confidence: iv.sub(1, alpha).lo };
}

function bound({ value, basis }: Claim): CellBound {
  const assumptions = [
    ...basis.assumptions,
    'the seeds are independent: each has an attack and a randomness of training of its own',
    'the poisons were made without knowledge of the randomness of the training that they are judged by',
    'where targets or triggers differ from seed to seed, bounds are on the average over them',
  ];
  return { value, basis: { ...basis, note: 'proofs/attack-verdict.md', assumptions } };
}

/** Poisons take the place of records. A profile of added or removed ones says nothing of r of them. */
function checkReplace({ adjacency }: Profile<'upper'>): void {
  if (adjacency !== 'replace') throw new DomainError('adjacency', "'replace', as poisons do", adjacency);
}
