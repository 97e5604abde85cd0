import { account } from '../../lib/accountants/account.js';
import { ATTACK_SCHEMA, type AttackDocument, type PoisonPicture } from '../../lib/core/attack.js';
import { DEFENCES } from '../../lib/defend/defences.js';
import type { AttackPlan, AttackRun } from '../../lib/run/attacks/index.js';
import { settingsName } from '../../lib/run/attacks/setting-names.js';
import { attackNotes, attackRows, type Mixing } from '../../lib/verdict/index.js';

/** What a run says of itself besides its measurements. */
export interface RunAside {
  /** what the names of rows mean */
  readonly legend: Readonly<Record<string, string>>;
  readonly pictures: readonly PoisonPicture[];
}

/** A run with its intervals, bounds and verdicts: all that a report shows. */
export function attackDocument(run: AttackRun, { legend, pictures }: RunAside): AttackDocument {
  const { plan, cells, data } = run;
  const { rows, findings, failures, assumptions } = attackRows(cells, {
    alpha: plan.alpha,
    profileOf: (mechanism) => account(mechanism).upper,
  });
  return {
    schema: ATTACK_SCHEMA,
    question: {
      data: plan.data.source,
      train: data.train,
      test: data.test,
      seeds: plan.seeds,
      seed: plan.seed,
      alpha: plan.alpha,
    },
    rows,
    legend,
    assumptions,
    defaults: plan.assumed,
    notes: [...unfinished(run), ...frozen(run), ...attackNotes(rows, mixingOf(plan))],
    pictures,
    findings,
    failures,
    notCovered: NOT_COVERED,
  };
}

const NOT_COVERED = [
  'Attacks that were not run, and stronger settings of those that were: a measured success is no bound. Only what is certified speaks of every attack.',
  'One trained model: certificates and intervals speak of the mean over trainings whose randomness the attacker does not know.',
  'Poisons that are added to the records: here each takes the place of one.',
  'Runs that were stopped, or given more seeds, cells or another alpha, because of what they showed: intervals and verdicts count on all of these fixed beforehand.',
  'Other data, learners, defences and budgets than those of the plan.',
];

function unfinished({ missing, cells, plan }: AttackRun): readonly string[] {
  const all = cells.length * plan.seeds;
  return missing === 0
    ? []
    : [
        `The run is not finished: ${missing} of ${all} measurements were not made yet. The command that began it continues it. Intervals and verdicts count on ${plan.seeds} seeds, whatever is seen before: do not stop where they please.`,
      ];
}

/** Shares of cells of transfer learning are of fewer records. */
function frozen({ data }: AttackRun): readonly string[] {
  return data.rest === data.train
    ? []
    : [
        `Victims of transfer learning train a last layer on ${data.rest} of the ${data.train} records: the others made the frozen extractor.`,
      ];
}

/** By name, what the defences mix that do nothing else. */
function mixingOf({ defences }: AttackPlan): Readonly<Record<string, Mixing>> {
  return Object.fromEntries(
    defences.flatMap((spec): [string, Mixing][] => {
      const mixing = MIXINGS[spec.kind]?.(spec);
      const schema = DEFENCES[spec.kind]?.schema;
      return mixing === undefined || schema === undefined ? [] : [[settingsName(spec, schema), mixing]];
    }),
  );
}

type Spec = AttackPlan['defences'][number];

const MIXINGS: Readonly<Record<string, (spec: Spec) => Mixing>> = {
  none: () => ({ width: 1, noise: 0 }),
  mixup: ({ k }) => ({ width: Number(k), noise: 0 }),
  noise: (spec) => ({ width: 1, ...noiseOf(spec) }),
  'dp-instahide': (spec) => ({ width: Number(spec.k), ...noiseOf(spec) }),
};

function noiseOf({ sigma, law }: Spec): Pick<Mixing, 'noise' | 'law'> {
  return { noise: Number(sigma), law: law === 'laplace' ? 'laplace' : 'gaussian' };
}
