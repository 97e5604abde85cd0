import type { ClaimDocument, Statement } from '../core/document.js';
import { mechanismName } from './mechanism-text.js';

const COLUMNS: readonly (readonly [string, (claim: Statement, document: ClaimDocument) => unknown])[] = [
  ['mechanism', (claim, document) => mechanismName(claim.mechanism ?? document.mechanism)],
  ['quantity', (claim) => claim.quantity],
  ['method', (claim) => claim.method],
  ['side', (claim) => claim.side],
  ['value', (claim) => claim.value],
  ['enclosure_low', (claim) => claim.enclosure?.[0]],
  ['enclosure_high', (claim) => claim.enclosure?.[1]],
  ['poisons', (claim) => claim.poisons],
  ['epsilon', (claim) => claim.epsilon],
  ['delta', (claim) => claim.delta],
  ['order', (claim) => claim.order],
  ['p', (claim) => claim.p],
  ['confidence', (claim) => claim.confidence],
  ['object', (claim) => claim.object],
  ['theorem', (claim) => claim.basis.theorem],
  ['note', (claim) => claim.basis.note],
];

/** The claims of a document as CSV (RFC 4180): a heading, then a row a claim; numbers in full. */
export function toCsv(document: ClaimDocument): string {
  const rows = document.claims.map((claim) => COLUMNS.map(([, read]) => csvCell(read(claim, document))));
  return `${[COLUMNS.map(([name]) => name), ...rows].map((row) => row.join(',')).join('\n')}\n`;
}

/** One value of a line: quoted where it must be. */
export function csvCell(value: unknown): string {
  const text = value === undefined ? '' : String(value);
  return /[",\n\r]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
}
