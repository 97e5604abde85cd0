import type { ClaimDocument, Statement } from '../core/document.js';
import { table, wrap } from './layout.js';
import { decimal, fraction } from './number.js';

/** Certified radius of one prediction: the profile's beside those of the baselines. */
export function radiusSection(document: ClaimDocument): string[] {
  if (document.votes !== undefined) return [];
  const radii = document.claims.filter((c) => c.quantity === 'radius' && c.side === 'lower');
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
  const lost = votes.abstentions.reduce((sum, a) => sum + a.records, 0);
  return [
    ' certified accuracy: share of records whose true label r poisons cannot change',
    ...table([['r', ...methods], ...poisons.map((r) => [String(r), ...methods.map((m) => cell(r, m))])]),
    ...document.claims.filter((c) => c.method === 'ceiling').flatMap((c) => ceiling(c, votes.models)),
    ...wrap(`${lost} of ${votes.records} records abstain.`, '  '),
    ...votes.abstentions.flatMap((a) => wrap(`${a.records}: ${a.reason}`, '    ', '      ')),
    ...wrap(
      `Each record's statement holds with probability 1 - ${votes.alpha} over the training of the ` +
        `${votes.models} models; at most ${votes.alpha} of the records are expected to be certified wrongly.`,
      '  ',
    ),
  ];
}

function ceiling(claim: Statement, models: number): string[] {
  return wrap(`Ceiling: ${models} unanimous models would certify radius ${claim.value}.`, '  ');
}

function unique<T>(values: readonly T[]): T[] {
  return [...new Set(values)];
}
