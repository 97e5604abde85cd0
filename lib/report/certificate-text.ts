import type { ClaimDocument, Statement } from '../core/document.js';
import { table, wrap } from './layout.js';
import { decimal, fraction, scientific } from './number.js';

/** Certified radius of one prediction: the profile's beside those of the baselines. */
export function radiusSection(document: ClaimDocument): string[] {
  if (document.votes !== undefined) return [];
  // radii of other mechanisms than the document's stand in the comparison
  const radii = document.claims.filter(
    (c) => c.quantity === 'radius' && c.side === 'lower' && c.mechanism === undefined,
  );
  if (radii.length === 0) return [];
  const after = document.claims.filter((c) => c.quantity === 'probability');
  return [
    ' certified radius: poisoned records that cannot change the prediction',
    ...table([['method', 'radius'], ...radii.map((c) => [c.method, String(c.value)])]),
    ...(after.length === 0 ? [] : ['', ' probability of the predicted class after r poisons']),
    ...(after.length === 0
      ? []
      : table([
          [
            'r',
            ...unique(after.map((c) => c.side)).map((side) => (side === 'upper' ? 'at most' : 'at least')),
          ],
          ...unique(after.map((c) => c.poisons ?? 0)).map((r) => [
            String(r),
            ...unique(after.map((c) => c.side)).map((side) => {
              const claim = after.find((c) => c.side === side && c.poisons === r);
              return claim === undefined ? '-' : decimal(claim.value, side === 'upper' ? 'up' : 'down');
            }),
          ]),
        ])),
  ];
}

/** Certified accuracy of a set of votes at each number of poisons, the baselines beside it. */
export function accuracySection(document: ClaimDocument): string[] {
  const votes = document.votes;
  if (votes === undefined) return [];
  const claims = document.claims.filter((c) => c.quantity === 'certifiedAccuracy');
  const poisons = unique(claims.map((c) => c.poisons ?? 0)).sort((a, b) => a - b);
  const methods = unique(claims.map((c) => c.method));
  const cell = (r: number, method: string): string => {
    const claim = claims.find((c) => c.poisons === r && c.method === method);
    return claim === undefined ? '-' : fraction(claim.value, 'down');
  };
  const extreme = (method: string): string => {
    const claim = document.claims.find((c) => c.quantity === 'radius' && c.method === method);
    return claim === undefined ? '-' : claim.value < 0 ? 'abstains' : String(claim.value);
  };
  const lost = votes.abstentions.reduce((sum, a) => sum + a.records, 0);
  return [
    ' certified accuracy: share of records whose true label r poisons cannot change',
    ...table([
      ['r', ...methods],
      ...poisons.map((r) => [String(r), ...methods.map((m) => cell(r, m))]),
      ['median', ...methods.map((m) => extreme(`${m}${MEDIAN}`))],
      ['ceiling', ...methods.map((m) => extreme(`${m}${CEILING}`))],
    ]),
    ...wrap(
      `median: radius of the median record. ceiling: radius of ${votes.models} unanimous votes. ` +
        'abstains: not certified even for r = 0.',
      '  ',
    ),
    ...expectations(document.claims, votes.alpha),
    ...wrap(`${lost} of ${votes.records} records abstain.`, '  '),
    ...votes.abstentions.flatMap((a) => wrap(`${a.records}: ${a.reason}`, '    ', '      ')),
    ...wrap(
      `Each record's statement holds with probability 1 - ${votes.alpha} over the training of the ` +
        `${votes.models} models; at most ${votes.alpha} of the records are expected to be certified wrongly.`,
      '  ',
    ),
  ];
}

const MEDIAN = ', median record';
const CEILING = ', unanimous votes';

/** The rule that a claim's method belongs to, without the record it speaks of. */
export function ruleName(method: string): string {
  const suffix = [MEDIAN, CEILING].find((end) => method.endsWith(end));
  return suffix === undefined ? method : method.slice(0, -suffix.length);
}

function expectations(claims: readonly Statement[], alpha: number): string[] {
  return claims
    .filter((c) => c.quantity === 'expectedAccuracy')
    .flatMap((c) =>
      wrap(
        `Expected accuracy of one model at r = ${c.poisons}: at least ${fraction(c.value, 'down')} ` +
          `(with probability 1 - ${scientific(alpha)} for all records together).`,
        '  ',
        '    ',
      ),
    );
}

function unique<T>(values: readonly T[]): T[] {
  return [...new Set(values)];
}
