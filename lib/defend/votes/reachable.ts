import { DomainError, integer } from '../../numerics/index.js';

/** What is asked of a vote: the true labels, and the classes that an attacker wants where he wants any in particular. */
export interface Asked {
  /** length count */
  readonly truth: ArrayLike<number>;
  /** length count; absent: any class but the true one is a success */
  readonly intended?: ArrayLike<number>;
}

/**
 * The largest success that changed votes can lead to, each row by itself: the share of rows to which at most
 * `changed` votes, cast otherwise, can give
 *
 *   the intended class, or any class but the true one where none is intended.
 *
 * A class c can win with n its votes of P, and m = min(changed, P - n) more, iff what its rivals have too much,
 *
 *   sum over c' != c of max(0, n_c' + [c' < c] - (n + m)),
 *
 * is at most m: the votes that c gains are taken from them. Equal votes go to the class that comes first.
 *
 * @param votes    (count, classes) row-major whole numbers >= 0; every row sums to the same P >= 1
 * @param changed  whole, >= 0
 * @returns  exact count, divided by the number of rows
 * @throws   DomainError for votes, labels or `changed` that are none
 * @source   derived here; plurality of Deep Partition Aggregation, Levine, Feizi 2021, arXiv:2006.14768
 * @proof    proofs/reachable-votes.md
 */
export function reachableSuccess(votes: ArrayLike<number>, asked: Asked, changed: number): number {
  const { truth, intended } = asked;
  return shareOf(votes, truth, changed, (counts, row) =>
    intended === undefined
      ? canBeOther(counts, truth[row], changed)
      : canBecome(counts, labelOf('intended class', intended[row], counts.length, row), changed),
  );
}

/**
 * The smallest accuracy that changed votes can lead to, each row by itself: the share of rows that no `changed`
 * votes, cast otherwise, turn away from the true label. Arguments and errors as reachableSuccess.
 *
 * @returns  exact count, divided by the number of rows
 * @proof    proofs/reachable-votes.md
 */
export function reachableAccuracy(
  votes: ArrayLike<number>,
  truth: ArrayLike<number>,
  changed: number,
): number {
  return shareOf(votes, truth, changed, (counts, row) => !canBeOther(counts, truth[row], changed));
}

function shareOf(
  votes: ArrayLike<number>,
  truth: ArrayLike<number>,
  changed: number,
  holds: (counts: readonly number[], row: number) => boolean,
): number {
  integer(0, Number.MAX_SAFE_INTEGER, { changed });
  const rows = truth.length;
  integer(1, Number.MAX_SAFE_INTEGER, { rows });
  const classes = votes.length / rows;
  integer(2, Number.MAX_SAFE_INTEGER, { 'votes of a row': classes });
  let members: number | undefined;
  let count = 0;
  for (let row = 0; row < rows; row++) {
    const counts = Array.from({ length: classes }, (_, c) => votes[row * classes + c]);
    integer(
      0,
      Number.MAX_SAFE_INTEGER,
      Object.fromEntries(counts.map((n, c) => [`votes of row ${row} for class ${c}`, n])),
    );
    const sum = counts.reduce((a, b) => a + b, 0);
    members ??= sum;
    if (!(sum === members && sum >= 1))
      throw new DomainError(`votes of row ${row}`, `as many as of every other row, at least 1`, sum);
    labelOf('true label', truth[row], classes, row);
    if (holds(counts, row)) count += 1;
  }
  return count / rows;
}

function labelOf(name: string, label: number, classes: number, row: number): number {
  if (!(Number.isInteger(label) && label >= 0 && label < classes))
    throw new DomainError(`${name} of row ${row}`, `one of the ${classes} classes`, label);
  return label;
}

function canBeOther(counts: readonly number[], truth: number, changed: number): boolean {
  return counts.some((_, c) => c !== truth && canBecome(counts, c, changed));
}

function canBecome(counts: readonly number[], wanted: number, changed: number): boolean {
  const members = counts.reduce((a, b) => a + b, 0);
  const gained = Math.min(changed, members - counts[wanted]);
  const reached = counts[wanted] + gained;
  let excess = 0;
  for (let c = 0; c < counts.length; c++)
    if (c !== wanted) excess += Math.max(0, counts[c] + (c < wanted ? 1 : 0) - reached);
  return excess <= gained;
}
