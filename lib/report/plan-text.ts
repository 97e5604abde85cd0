import type { ClaimDocument, Statement } from '../core/document.js';
import { table, wrap } from './layout.js';
import { mechanismName } from './mechanism-text.js';
import { decimal } from './number.js';

/** What compare found: a row a mechanism, a column a measure of privacy. */
export function gainSection(document: ClaimDocument): string[] {
  const claims = document.claims.filter((c) => c.mechanism !== undefined && c.quantity !== 'noise');
  if (claims.length === 0) return [];
  const names = unique(claims.map((c) => name(c)));
  const columns = unique(claims.map((c) => `${c.quantity === 'gain' ? 'gain, ' : ''}${c.method}`));
  const rows = names.map((row) => [
    row,
    ...columns.map((column) => {
      const claim = claims.find(
        (c) => name(c) === row && `${c.quantity === 'gain' ? 'gain, ' : ''}${c.method}` === column,
      );
      return claim === undefined ? '-' : written(claim);
    }),
  ]);
  return [
    ` designs and widths side by side, delta = ${document.question.delta}`,
    ...table([['mechanism', ...columns], ...rows]),
    ...wrap(
      'A gain above 1 means a smaller epsilon than what it is compared with; below 1, a larger one.',
      '  ',
    ),
  ];
}

/** What calibrate found: the smallest noise, or the best width. */
export function noiseSection(document: ClaimDocument): string[] {
  const claims = document.claims.filter((c) => c.quantity === 'noise');
  if (claims.length === 0) return [];
  return [
    ' smallest noise that meets the target (a verified one, rounded up)',
    ...table([
      ['mechanism', 'noise scale'],
      ...claims.map((c) => [name(c, document), c.value === Infinity ? 'none' : decimal(c.value, 'up', 6)]),
    ]),
  ];
}

function written(claim: Statement): string {
  if (claim.value === Infinity) return 'none';
  const toward = claim.side === 'upper' ? 'up' : claim.side === 'lower' ? 'down' : 'nearest';
  return decimal(claim.value, toward, claim.quantity === 'gain' ? 4 : 5);
}

function name(claim: Statement, document?: ClaimDocument): string {
  const mechanism = claim.mechanism ?? document?.mechanism;
  return mechanism === undefined ? '' : mechanismName(mechanism);
}

function unique<T>(values: readonly T[]): T[] {
  return [...new Set(values)];
}
