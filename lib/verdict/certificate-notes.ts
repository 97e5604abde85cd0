import type { AttackRow } from '../core/index.js';
import { grouped } from './grouped.js';
import { USELESS } from './judged.js';
import { atLeast, atMost } from './words.js';

/** What the certificate of each defence says at the settings used: nothing, or how much and of how many cells. */
export function certificateNotes(rows: readonly AttackRow[]): readonly string[] {
  const certified = rows.filter(({ successBound }) => successBound !== undefined);
  return grouped(certified, ({ name }) => name.defence).map((group) => {
    const { defence } = group[0].name;
    const broken = group.filter(({ verdict }) => verdict === 'CONTRADICTED').length;
    if (broken > 0)
      return `Certificate of ${defence}: CONTRADICTED in ${broken} of ${group.length} cells. Until that is explained, what it says of the others counts for nothing.`;
    const useful = group.filter(({ verdict }) => verdict !== 'vacuous');
    if (useful.length === 0) {
      const least = Math.min(...group.map(({ name }) => name.poisons));
      const from = least === 1 ? '1 poison on' : `${least} poisons on`;
      return `Certificate of ${defence}: vacuous at the settings used, from ${from}. What the defence does there is seen, not proved.`;
    }
    const says = `Certificate of ${defence}: says something of ${useful.length} of ${group.length} cells, at best`;
    const bound = useful.reduce((a, b) => (certifiedSuccess(b) < certifiedSuccess(a) ? b : a));
    if (certifiedSuccess(bound) < 1 - USELESS)
      return `${says} success of at most ${atMost(certifiedSuccess(bound))} ${where(bound)}.`;
    const kept = useful.reduce((a, b) => (certifiedAccuracy(b) > certifiedAccuracy(a) ? b : a));
    return `${says} accuracy of at least ${atLeast(certifiedAccuracy(kept))} ${where(kept)}, and of success nothing.`;
  });
}

function where({ name: { attack, poisons } }: AttackRow): string {
  return `(${attack} at ${poisons})`;
}

function certifiedAccuracy({ accuracyBound }: AttackRow): number {
  return accuracyBound?.value ?? 0;
}

function certifiedSuccess({ successBound }: AttackRow): number {
  return successBound?.value ?? 1;
}
