import type { AttackRow } from '../core/index.js';
import { accuracyNotes, undefendedNotes } from './accuracy-notes.js';
import { certificateNotes } from './certificate-notes.js';
import { type MixedRow, type Mixing, mixingNotes } from './mixing-notes.js';

/**
 * What the rows say in plain words, whichever way it came out: which attacks come off undefended; success against mixing
 * width and against noise, other things equal; what each defence costs in accuracy; what the certificates say.
 * Differences are called clear where the intervals of the two rows do not meet.
 *
 * @param mixing  by name of the defence: what it mixes and how much noise it adds, for those that do nothing else.
 *                { width: 1, noise: 0 } is no defence. Defences left out are compared for their accuracy only
 * @returns sentences; none for what the rows do not allow to be compared
 */
export function attackNotes(
  rows: readonly AttackRow[],
  mixing: Readonly<Record<string, Mixing>>,
): readonly string[] {
  const known = new Map(Object.entries(mixing));
  const isNone = (defence: string) => known.get(defence)?.width === 1 && known.get(defence)?.noise === 0;
  const mixed = rows.flatMap((row): MixedRow[] => {
    const found = known.get(row.name.defence);
    return found === undefined || row.measured === undefined
      ? []
      : [{ row, mixing: found, measured: row.measured }];
  });
  return [
    ...undefendedNotes(rows, isNone),
    ...mixingNotes(mixed),
    ...accuracyNotes(rows, isNone),
    ...certificateNotes(rows),
  ];
}
