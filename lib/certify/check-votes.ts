import type { Votes } from '../core/index.js';
import { DomainError, integer } from '../numerics/index.js';

/**
 * Requires votes that M models can have cast: at least two classes and one row, every label a class,
 * every row whole counts >= 0 that sum to M.
 * @throws DomainError naming the row (counted from 1, without the header)
 */
export function checkVotes(votes: Votes): void {
  const { classes, models, rows } = votes;
  if (!(classes.length >= 2)) throw new DomainError('classes', 'two or more', classes.length);
  if (new Set(classes).size !== classes.length)
    throw new DomainError('classes', 'all different', classes.join(','));
  if (rows.length === 0) throw new DomainError('votes', 'one row or more', 'no rows');
  integer(1, Number.MAX_SAFE_INTEGER, { models });
  rows.forEach((row, i) => {
    const where = `votes row ${i + 1}`;
    if (!(Number.isInteger(row.truth) && row.truth >= 0 && row.truth < classes.length))
      throw new DomainError(where, `labelled with one of the ${classes.length} classes`, row.truth);
    if (row.counts.length !== classes.length)
      throw new DomainError(where, `${classes.length} counts long`, row.counts.length);
    for (const count of row.counts)
      if (!(Number.isSafeInteger(count) && count >= 0))
        throw new DomainError(where, 'whole counts >= 0', count);
    const sum = row.counts.reduce((a, b) => a + b, 0);
    if (sum !== models) throw new DomainError(where, `counts that sum to the ${models} models`, sum);
  });
}
