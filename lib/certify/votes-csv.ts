import type { VoteRow, Votes } from '../core/index.js';
import { DomainError } from '../numerics/index.js';
import { checkVotes } from './check-votes.js';

const PREFIX = 'votes_';

/**
 * Votes from CSV text: header `label,votes_A,votes_B,...`, then one row per test record with its true label
 * and the votes for each class. Class names are what follows `votes_`. No quoting; CRLF and a byte order mark
 * are accepted.
 *
 * @param models  number of models M; the sum of the first row if left out. Every row must sum to it
 * @throws DomainError naming the row (counted from 1, without the header): an empty text, a missing column, a
 *         label that is no class, a count that is not whole and >= 0, a row that does not sum to M
 */
export function parseVotes(text: string, models?: number): Votes {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  while (lines.length > 0 && lines.at(-1)?.trim() === '') lines.pop();
  const [head, ...body] = lines;
  if (head === undefined) throw new DomainError('votes', 'a header and one row or more', 'an empty text');
  const classes = parseHeader(head);
  const rows = body.map((line, i) => parseRow(line, i + 1, classes));
  const total = rows[0]?.counts.reduce((a, b) => a + b, 0) ?? 0;
  const votes: Votes = { classes, models: models ?? total, rows };
  checkVotes(votes);
  return votes;
}

function parseHeader(line: string): readonly string[] {
  const [first, ...rest] = line.split(',').map((name) => name.trim());
  if (first !== 'label') throw new DomainError('votes header', 'label,votes_A,votes_B,...', line);
  return rest.map((name) => {
    if (!(name.startsWith(PREFIX) && name.length > PREFIX.length))
      throw new DomainError(
        'votes header',
        `columns named ${PREFIX} and the class`,
        name === '' ? 'nothing' : name,
      );
    return name.slice(PREFIX.length);
  });
}

function parseRow(line: string, number: number, classes: readonly string[]): VoteRow {
  const where = `votes row ${number}`;
  const [label = '', ...cells] = line.split(',').map((cell) => cell.trim());
  if (cells.length !== classes.length)
    throw new DomainError(where, `a label and ${classes.length} counts`, `${cells.length} counts`);
  const truth = classes.indexOf(label);
  if (truth < 0)
    throw new DomainError(where, `labelled with one of ${classes.join(', ')}`, label || 'nothing');
  const counts = cells.map((cell) => {
    // Number('') is 0 and Number('0x1') is 1: digits only.
    if (!/^\d+$/.test(cell)) throw new DomainError(where, 'whole counts >= 0', cell || 'nothing');
    return Number(cell);
  });
  return { truth, counts };
}
