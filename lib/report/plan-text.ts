import type { ClaimDocument, Statement } from '../core/document.js';
import { ruleName } from './certificate-text.js';
import { table, wrap } from './layout.js';
import { mechanismName } from './mechanism-text.js';
import { decimal, scientific } from './number.js';

/** What compare found: a row a mechanism, a column a measure of privacy; the gains below. */
export function gainSection(document: ClaimDocument): string[] {
  const claims = document.claims.filter((c) => c.mechanism !== undefined && c.quantity !== 'noise');
  if (claims.length === 0) return [];
  const gains = claims.filter((c) => c.quantity === 'gain');
  const over = (reference: string): string[] =>
    grid(
      gains.flatMap((c) =>
        c.method.endsWith(reference) ? [[c, c.method.slice(0, -reference.length)] as const] : [],
      ),
    );
  return [
    ` epsilon of every design and width at delta = ${scientific(document.question.delta)} (pure: at delta = 0)`,
    ...grid(claims.flatMap((c) => (c.quantity === 'epsilon' ? [[c, heading(c)] as const] : []))),
    ...radii(document, claims),
    '',
    ' gain over k = 1 in the same design: epsilon there divided by epsilon here',
    ...over(' over k=1'),
    '',
    ' gain over one-shot noise on the raw records',
    ...over(' over one-shot'),
    ...wrap('A gain is a ratio of upper bounds, and so no bound itself; below 1 it is a loss.', '  '),
  ];
}

/** Certified radii by every rule, where a probability was asked about. */
function radii({ question }: ClaimDocument, claims: readonly Statement[]): string[] {
  const certified = claims.filter((c) => c.quantity === 'radius');
  if (certified.length === 0) return [];
  return [
    '',
    ` certified radius of a prediction of probability >= ${String(question.p)}, up to 50`,
    ...grid(certified.map((c) => [c, ruleName(c.method)] as const)),
  ];
}

function heading(claim: Statement): string {
  return claim.side === 'lower' ? 'truth >=' : `${claim.method} <=`;
}

/** Claims under their column headings, a row a mechanism. */
function grid(cells: readonly (readonly [Statement, string])[]): string[] {
  const columns = unique(cells.map(([, column]) => column));
  const names = unique(cells.map(([claim]) => name(claim)));
  const rows = names.map((row) => [
    row,
    ...columns.map((column) => {
      const cell = cells.find(([claim, heading]) => name(claim) === row && heading === column);
      return cell === undefined ? '-' : written(cell[0]);
    }),
  ]);
  return table([['mechanism', ...columns], ...rows]);
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
  if (claim.quantity === 'radius') return String(claim.value);
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
