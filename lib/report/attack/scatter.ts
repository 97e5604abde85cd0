import type { AttackRow } from '../../core/attack.js';
import { svgText } from '../svg-parts.js';
import { type Drawing, frameOf, line, MARGIN } from './frame.js';
import { alarm, mark, spoken } from './glyphs.js';
import type { Identity } from './identity.js';

/** Room above and below the accuracies that were measured, as a share. */
const PADDING = 0.02;

/**
 * Accuracy against success of all defences: a mark for each cell, up and to the left is better. Intervals are thin.
 * @param rows  of one learner
 */
export function scatter(
  rows: readonly AttackRow[],
  identities: ReadonlyMap<string, Identity>,
  width: number,
  height: number,
): Drawing {
  const all = rows.flatMap(({ measured }) => (measured === undefined ? [] : [measured.accuracy]));
  const low = Math.max(0, all.reduce((a, b) => Math.min(a, b.low), 1) - PADDING);
  const high = Math.min(1, all.reduce((a, b) => Math.max(a, b.high), 0) + PADDING);
  const frame = frameOf({
    title: 'Accuracy against success: a mark is an attack at a budget',
    x: 'attack success (left is better)',
    y: 'accuracy (up is better)',
    width,
    height,
    xRange: [0, 1],
    yRange: low < high ? [low, high] : [0, 1],
  });
  const { x, y } = frame;
  const marks = rows.flatMap((row) => {
    const identity = identities.get(row.name.defence);
    if (row.measured === undefined || identity === undefined) return [];
    const { success, accuracy } = row.measured;
    const [left, top] = [x.place(success.mean), y.place(accuracy.mean)];
    const thin = `stroke="${identity.colour}" stroke-width="1" stroke-opacity="0.28"`;
    return [
      spoken(row, [
        line(x.place(success.low), top, x.place(success.high), top, thin),
        line(left, y.place(accuracy.low), left, y.place(accuracy.high), thin),
        mark(identity, left, top),
      ]),
    ];
  });
  const alarms = rows.flatMap(({ verdict, measured }) =>
    verdict !== 'CONTRADICTED' || measured === undefined
      ? []
      : [alarm(x.place(measured.success.mean), y.place(measured.accuracy.mean), [0, width])],
  );
  const empty =
    marks.length === 0 ? [svgText(MARGIN.left + 12, MARGIN.top + 20, 'nothing was measured')] : [];
  return { width, height, body: [frame.body, ...marks, ...alarms, ...empty].join('\n') };
}
