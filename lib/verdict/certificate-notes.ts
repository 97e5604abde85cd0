import type { AttackRow } from '../core/index.js';
import { grouped } from './grouped.js';
import { atMost } from './words.js';

/** What the certificate of each defence says at the settings used: nothing, or how much and of how many cells. */
export function certificateNotes(rows: readonly AttackRow[]): readonly string[] {
  const certified = rows.filter(({ successBound }) => successBound !== undefined);
  return grouped(certified, ({ name }) => name.defence).map((group) => {
    const { defence } = group[0].name;
    const useful = group.filter(({ verdict }) => verdict !== 'vacuous');
    if (useful.length === 0) {
      const least = Math.min(...group.map(({ name }) => name.poisons));
      const from = least === 1 ? '1 poison on' : `${least} poisons on`;
      return `Certificate of ${defence}: vacuous at the settings used, from ${from}. What the defence does there is seen, not proved.`;
    }
    const best = useful.reduce((a, b) => (certifiedSuccess(b) < certifiedSuccess(a) ? b : a));
    const { attack, poisons } = best.name;
    return (
      `Certificate of ${defence}: says something of ${useful.length} of ${group.length} cells, at best ` +
      `success of at most ${atMost(certifiedSuccess(best))} (${attack} at ${poisons}).`
    );
  });
}

function certifiedSuccess({ successBound }: AttackRow): number {
  return successBound?.value ?? 1;
}
