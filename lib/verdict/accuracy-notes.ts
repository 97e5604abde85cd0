import type { AttackRow } from '../core/index.js';
import { change, sentence, shortened } from './clearly.js';
import { grouped } from './grouped.js';
import { about } from './words.js';

/**
 * What each defence costs in accuracy where there is no poison, against no defence of the same learner. Models without
 * poison are the same whatever the attack: the first row of each defence is looked at.
 */
export function accuracyNotes(
  rows: readonly AttackRow[],
  isNone: (defence: string) => boolean,
): readonly string[] {
  return grouped(rows, ({ name }) => name.learner).flatMap((ofLearner) => {
    const models = grouped(ofLearner, ({ name }) => name.defence).flatMap((ofDefence) => {
      const measured = ofDefence.find((row) => row.measured !== undefined)?.measured;
      const { defence, learner } = ofDefence[0].name;
      return measured === undefined ? [] : [{ defence, learner, accuracy: measured.cleanAccuracy }];
    });
    const base = models.find(({ defence }) => isNone(defence));
    const others = models.filter(({ defence }) => !isNone(defence));
    if (base === undefined || others.length === 0) return [];
    const named = others.map(({ defence, accuracy }) => {
      return { change: change(base.accuracy, accuracy), text: `${defence} (${about(accuracy.mean)})` };
    });
    const against = `against ${about(base.accuracy.mean)} undefended`;
    return [
      `Cost where nothing is poisoned, ${base.learner}, ${against}: ${sentence('accuracy', named, Infinity)}.`,
    ];
  });
}

/** Which attacks come off where nothing defends: gain over the paired clean models with an interval clear of 0. */
export function undefendedNotes(
  rows: readonly AttackRow[],
  isNone: (defence: string) => boolean,
): readonly string[] {
  const undefended = rows.filter(({ name, measured }) => isNone(name.defence) && measured !== undefined);
  return grouped(undefended, ({ name }) => name.learner).map((group) => {
    const text = ({ name, measured }: AttackRow) =>
      `${name.attack} at ${name.poisons} (${about(measured?.baseline.mean ?? 0)} to ${about(measured?.success.mean ?? 0)})`;
    const works = group.filter(({ measured }) => (measured?.gain.low ?? 0) > 0).map(text);
    const rest = group.filter(({ measured }) => !((measured?.gain.low ?? 0) > 0)).map(text);
    const parts = [
      ...(works.length === 0 ? [] : [`success is clearly raised by ${works.join(', ')}`]),
      ...(rest.length === 0 ? [] : [`not shown to be raised by ${shortened(rest, group.length).join(', ')}`]),
    ];
    return `Undefended, ${group[0].name.learner}: ${parts.join('; ')}.`;
  });
}
