import type { GradientSpec, RidgeSpec } from '../../train/index.js';
import type { AttackPlan, Settings } from './attack-plan.js';
import { registryOf } from './own-modules.js';
import { learnerNames, settingsName, transferName } from './setting-names.js';

/** What stands behind the names of a run's cells: for attacks and defences what they do, every setting, the paper. */
export async function planLegend(plan: AttackPlan): Promise<Readonly<Record<string, string>>> {
  const { attacks, defences } = await registryOf(plan.own);
  const names = learnerNames(plan.learners);
  const transfers = plan.attacks.some(({ spec }) => attacks[spec.kind]?.demands(spec).transfer);
  return Object.fromEntries([
    ...plan.attacks.map(({ spec }) => entry(spec, attacks[spec.kind])),
    ...plan.defences.map((spec) => entry(spec, defences[spec.kind])),
    ...plan.learners.map((learner, i) => [names[i] ?? '', learnerText(learner)]),
    ...(transfers ? [[transferName(plan.transfer), transferText(plan.transfer)]] : []),
  ]);
}

interface Described {
  readonly summary: string;
  readonly source: string;
  readonly schema: Parameters<typeof settingsName>[1];
}

function entry(spec: Settings, described: Described | undefined): [string, string] {
  if (described === undefined) return [spec.kind, ''];
  const { kind: _, ...settings } = spec;
  const parts = [described.summary, settingsText(settings), described.source].filter((part) => part !== '');
  return [settingsName(spec, described.schema), parts.join('; ')];
}

function learnerText(learner: GradientSpec | RidgeSpec): string {
  if (learner.kind === 'ridge') return 'ridge regression in closed form';
  const { kind, ...settings } = learner;
  return `${kind}; ${settingsText(settings)}`;
}

function transferText({ body, head, publicShare }: AttackPlan['transfer']): string {
  return (
    `a last layer (${learnerText(head)}) trained on the features of a frozen network (${learnerText(body)}), which ` +
    `was trained on a share ${publicShare} of the records that is taken to be public`
  );
}

function settingsText(settings: object): string {
  return Object.entries(settings)
    .filter(([, value]) => value !== undefined && !(Array.isArray(value) && value.length === 0))
    .map(([name, value]) => `${name} ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(', ');
}
