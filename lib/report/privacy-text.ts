import type { ClaimDocument, Statement } from '../core/document.js';
import { table, wrap } from './layout.js';
import { decimal, scientific } from './number.js';

/** A column of the privacy table: the claims it shows and how one is written. */
interface Column {
  readonly heading: string;
  readonly shows: (claim: Statement) => boolean;
  readonly write: (claim: Statement) => string;
}

const COLUMNS: readonly Column[] = [
  {
    heading: 'epsilon <=',
    shows: (c) => c.method === 'profile' && c.side === 'upper',
    write: (c) => decimal(c.value, 'up'),
  },
  {
    heading: 'the bound lies in',
    shows: (c) => c.method === 'profile' && c.side === 'upper' && c.enclosure !== undefined,
    write: (c) =>
      `[${decimal(c.enclosure?.[0] ?? 0, 'down', 6)}, ${decimal(c.enclosure?.[1] ?? Infinity, 'up', 6)}]`,
  },
  {
    heading: 'truth >=',
    shows: (c) => c.method === 'witness',
    write: (c) => decimal(c.value, 'down'),
  },
  {
    heading: 'pure <=',
    shows: (c) => c.method === 'pure',
    write: (c) => (c.value === Infinity ? 'none' : decimal(c.value, 'up')),
  },
  {
    heading: 'Renyi <= (order)',
    shows: (c) => c.method === 'renyi' && c.quantity === 'epsilon',
    write: (c) =>
      c.value === Infinity
        ? 'none'
        : `${decimal(c.value, 'up')} (${decimal(c.order ?? Infinity, 'nearest', 3)})`,
  },
];

/** Epsilon at delta for each number of poisons: bound, numerical enclosure, witness and rivals. */
export function privacySection(document: ClaimDocument): string[] {
  const claims = document.claims.filter((c) => c.quantity === 'epsilon' && c.mechanism === undefined);
  if (claims.length === 0) return [];
  const poisons = [...new Set(claims.map((c) => c.poisons ?? 1))].sort((a, b) => a - b);
  const columns = COLUMNS.filter((column) => claims.some(column.shows));
  const rows = poisons.map((r) => [
    String(r),
    ...columns.map((column) => {
      const claim = claims.find((c) => (c.poisons ?? 1) === r && column.shows(c));
      return claim === undefined ? '-' : column.write(claim);
    }),
  ]);
  const explained = [
    `epsilon holds for every pair of data sets that differ in ${difference(document)}, in both directions.`,
    ...(columns.some((c) => c.heading === 'truth >=')
      ? ['"truth >=": some admissible pair of data sets needs at least this epsilon.']
      : []),
  ];
  const estimate = claims.find((c) => c.side === 'estimate');
  if (estimate !== undefined)
    explained.push(
      `The central limit theorem suggests ${decimal(estimate.value, 'nearest', 4)} for r = ${estimate.poisons}; ` +
        'that is no bound.',
    );
  return [
    ` epsilon at delta = ${scientific(document.question.delta)} (pure: at delta = 0)`,
    ...table([['r', ...columns.map((c) => c.heading)], ...rows]),
    ...wrap(explained.join(' '), '  '),
  ];
}

/** What may differ between the data sets that epsilon speaks of. */
function difference({ mechanism }: ClaimDocument): string {
  return mechanism.kind === 'mixup' && mechanism.labels.kind === 'exposed'
    ? 'the features of r records and in no label'
    : 'r records';
}
