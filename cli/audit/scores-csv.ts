import { checkWorlds, type Worlds } from '../../lib/audit/worlds.js';
import { DomainError } from '../../lib/numerics/check.js';
import { parseFile, readFile } from '../file.js';
import type { Io } from '../io.js';
import { shown } from '../usage-error.js';

/** The file of `--scores FILE.csv`. @throws UsageError naming the line */
export function readScores(path: string, io: Io): Worlds {
  return parseFile('--scores', path, readFile('--scores', path, io), parseScores);
}

const WORLDS: ReadonlyMap<string, keyof Worlds> = new Map([
  ['absent', 'absent'],
  ['0', 'absent'],
  ['present', 'present'],
  ['1', 'present'],
]);

/**
 * Lines `world,score` below a heading of these names, in either order: world absent or present, or 0 or 1; a higher
 * score speaks for the canary.
 * @throws DomainError naming the line
 */
function parseScores(text: string): Worlds {
  const lines = text.trimEnd().split(/\r?\n/);
  const heading = cellsOf(lines[0]);
  const place = { world: heading.indexOf('world'), score: heading.indexOf('score') };
  if (heading.length !== 2 || place.world < 0 || place.score < 0)
    throw new DomainError('line 1', 'the heading world,score', shown(lines[0] ?? ''));
  const scores: Record<keyof Worlds, number[]> = { absent: [], present: [] };
  for (const [i, line] of lines.entries()) {
    if (i === 0) continue;
    const cells = cellsOf(line);
    const world = WORLDS.get(cells[place.world] ?? '');
    if (cells.length !== 2 || world === undefined)
      throw new DomainError(
        `line ${i + 1}`,
        'world,score of a world absent or present (0 or 1)',
        shown(line),
      );
    const score = numberOf(cells[place.score] ?? '');
    if (Number.isNaN(score))
      throw new DomainError(`line ${i + 1}`, 'of a score that is a number', shown(line));
    scores[world].push(score);
  }
  const worlds = { absent: Float64Array.from(scores.absent), present: Float64Array.from(scores.present) };
  checkWorlds(worlds);
  return worlds;
}

/** Quotes around a cell, as R writes them, are not part of it. */
const cellsOf = (line = ''): readonly string[] =>
  line.split(',').map((cell) => cell.trim().replace(/^"(.*)"$/, '$1'));

/** NaN where it is no number; an empty cell is none. */
function numberOf(cell: string): number {
  if (/^[+-]?inf(inity)?$/i.test(cell)) return cell.startsWith('-') ? -Infinity : Infinity;
  return cell === '' ? Number.NaN : Number(cell);
}
