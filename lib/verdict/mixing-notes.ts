import type { AttackRow } from '../core/index.js';
import { change, sentence } from './clearly.js';
import { grouped } from './grouped.js';
import { about } from './words.js';

/** What a defence that mixes, adds noise, or does neither or both does to the rows that are trained on, and nothing else. */
export interface Mixing {
  /** records in one row, k; 1: no mixing */
  readonly width: number;
  /** scale of the noise on one pixel of a row; 0: none */
  readonly noise: number;
  /** of the noise; default gaussian */
  readonly law?: 'gaussian' | 'laplace';
}

/** A row whose defence is no more than its mixing, and which was measured. */
export interface MixedRow {
  readonly row: AttackRow;
  readonly mixing: Mixing;
  readonly measured: NonNullable<AttackRow['measured']>;
}

/** One of the two settings, and how the other one, which is held fixed, is called. */
interface Setting {
  readonly title: string;
  value(mixing: Mixing): number;
  fixed(mixing: Mixing): string;
}

const WIDTH: Setting = {
  title: 'Wider mixing, k =',
  value: ({ width }) => width,
  fixed: ({ noise, law }) => (noise === 0 ? 'without noise' : `at ${law ?? 'gaussian'} noise ${noise}`),
};

const NOISE: Setting = {
  title: 'noise of scale',
  value: ({ noise }) => noise,
  fixed: ({ width }) => (width === 1 ? 'without mixing' : `at k = ${width}`),
};

/** Success against width at each noise, and against noise at each width: the smallest setting against the largest. */
export function mixingNotes(rows: readonly MixedRow[]): readonly string[] {
  return [
    ...notesOf(WIDTH, rows),
    ...(['gaussian', 'laplace'] as const).flatMap((law) => noiseNotes(law, rows)),
  ];
}

function noiseNotes(law: 'gaussian' | 'laplace', rows: readonly MixedRow[]): readonly string[] {
  const ofLaw = rows.filter(({ mixing }) => mixing.noise === 0 || (mixing.law ?? 'gaussian') === law);
  const title = `More ${law === 'gaussian' ? 'Gaussian' : 'Laplace'} ${NOISE.title}`;
  return notesOf({ ...NOISE, title }, ofLaw);
}

function notesOf(setting: Setting, rows: readonly MixedRow[]): readonly string[] {
  const fixedOf = ({ row, mixing }: MixedRow) => `${setting.fixed(mixing)} (${row.name.learner})`;
  const series = grouped(rows, (one) => {
    const { attack, poisons } = one.row.name;
    return JSON.stringify([fixedOf(one), attack, poisons]);
  })
    .map((group) => ascending(setting, group))
    .filter((group) => group.length > 1);
  const valuesOf = (group: readonly MixedRow[]) =>
    group.map(({ mixing }) => setting.value(mixing)).join(', ');
  return grouped(series, (group) => `${valuesOf(group)} ${fixedOf(group[0])}`).map((same) => {
    const named = same.map((group) => {
      const { name } = group[0].row;
      const path = group.map(({ measured }) => about(measured.success.mean)).join(', ');
      const [first, last] = [group[0].measured.success, group[group.length - 1].measured.success];
      return { change: change(first, last), text: `${name.attack} at ${name.poisons} (${path})` };
    });
    return `${setting.title} ${valuesOf(same[0])} ${fixedOf(same[0][0])}: ${sentence('success', named)}.`;
  });
}

/** By the setting; of rows with equal settings the first, so that every step is a change of the setting. */
function ascending(setting: Setting, group: readonly MixedRow[]): readonly MixedRow[] {
  const firsts = grouped(group, ({ mixing }) => String(setting.value(mixing))).map(([first]) => first);
  return firsts.sort((a, b) => setting.value(a.mixing) - setting.value(b.mixing));
}
