import type { CellName } from '../../core/index.js';
import { dataIdentity } from '../../data/data-spec.js';
import type { DefenceShape } from '../../defend/index.js';
import { DomainError } from '../../numerics/index.js';
import type { GradientSpec, RidgeSpec } from '../../train/index.js';
import { type AttackEntry, type AttackPlan, type Settings, sha256Of } from './attack-plan.js';
import { type DataShape, restCount } from './data-shape.js';
import type { Registry } from './own-modules.js';
import { learnerNames, settingsName, transferName } from './setting-names.js';

/** An attack at one budget: what poisons are crafted for, once for each seed. */
export interface Strike {
  readonly name: string;
  readonly entry: AttackEntry;
  /** records replaced, r >= 1 */
  readonly poisons: number;
  /** whether victims train a last layer on the frozen extractor */
  readonly transfer: boolean;
}

/** A defence and a learner: what one clean model is trained for, once for each seed. */
export interface Victim {
  readonly defence: Settings;
  readonly learner: GradientSpec | RidgeSpec;
  readonly transfer: boolean;
}

/** One cell of the table: a strike against a victim. */
export interface Cell {
  readonly name: CellName;
  readonly strike: Strike;
  readonly victim: Victim;
}

/** Every cell of a plan, in the order of attacks, budgets, defences, learners. @throws DomainError naming the key */
export function planCells(
  plan: AttackPlan,
  { attacks, defences }: Registry,
  shape: DataShape,
): readonly Cell[] {
  const learners = learnerNames(plan.learners);
  const attackNames = plan.attacks.map(({ spec }) => nameOf(spec, attacks));
  const defenceNames = plan.defences.map((spec) => nameOf(spec, defences));
  requireDistinct(learners, (i) => `learners[${i}]`);
  requireDistinct(attackNames, (i) => `attacks[${i}].spec`);
  requireDistinct(defenceNames, (i) => `defences[${i}]`);
  return plan.attacks.flatMap((entry, a) => {
    const transfer = attacks[entry.spec.kind]?.demands(entry.spec).transfer === true;
    const records = transfer ? restCount(plan, shape.train) : shape.train;
    const counts = entry.poisons.map((amount, j) =>
      poisonCount(amount, records, `attacks[${a}].poisons[${j}]`),
    );
    requireDistinct(counts.map(String), (j) => `attacks[${a}].poisons[${j}]`);
    const victims = transfer
      ? [{ name: transferName(plan.transfer), learner: plan.transfer.head }]
      : plan.learners.map((learner, l) => ({ name: learners[l] ?? '', learner }));
    return counts.flatMap((poisons): Cell[] => {
      const strike = { name: attackNames[a] ?? '', entry, poisons, transfer };
      return plan.defences.flatMap((defence, d) =>
        victims.map(({ name, learner }) => ({
          name: {
            attack: strike.name,
            poisons,
            share: poisons / records,
            defence: defenceNames[d] ?? '',
            learner: name,
          },
          strike,
          victim: { defence, learner, transfer },
        })),
      );
    });
  });
}

function nameOf(spec: Settings, table: Registry['attacks'] | Registry['defences']): string {
  const entry = table[spec.kind];
  return entry === undefined ? spec.kind : settingsName(spec, entry.schema);
}

/** @param records that victims train on @throws DomainError */
function poisonCount(amount: number, records: number, at: string): number {
  const poisons = amount < 1 ? Math.round(amount * records) : amount;
  if (!(poisons >= 1))
    throw new DomainError(at, `a share that makes one of ${records} records or more`, amount);
  if (!(poisons <= records)) throw new DomainError(at, `at most the ${records} records trained on`, amount);
  return poisons;
}

/** Equal names are one row: the second would only be counted twice. */
function requireDistinct(names: readonly string[], at: (i: number) => string): void {
  names.forEach((name, i) => {
    const first = names.indexOf(name);
    if (first !== i) throw new DomainError(at(i), `unlike ${at(first)}`, name);
  });
}

/** What a defence is told of its data before any training. */
export function defenceShape(
  plan: AttackPlan,
  shape: DataShape,
  { learner, transfer }: Victim,
): DefenceShape {
  const { train, domain, classes, image } = shape;
  return {
    n: transfer ? restCount(plan, train) : train,
    domain,
    classes: classes.length,
    ...(image === undefined ? {} : { image }),
    learner,
    transfer,
  };
}

/** Names of the files of a seed's poisons and of its cells. */
export interface Keys {
  poisons(strike: Strike, seed: number): string;
  cell(cell: Cell, seed: number): string;
}

/**
 * SHA-256 of everything that determines a file, and of nothing else: what a cell measures does not depend on the
 * other cells of the plan, nor on the number of seeds, so an extended plan finds it again.
 */
export function keysOf(plan: AttackPlan, { own }: Registry): Keys {
  const { schema, version, image, pixels, surrogate, seed: word, engine, transfer } = plan;
  const common = {
    schema,
    version,
    data: dataIdentity(plan.data),
    image,
    pixels,
    surrogate,
    seed: word,
    engine,
  };
  const strikeOf = ({ entry: { spec, files }, poisons, transfer: frozen }: Strike) => ({
    attack: spec,
    files,
    own: own[`attack ${spec.kind}`],
    poisons,
    transfer: frozen ? transfer : undefined,
  });
  return {
    poisons: (strike, seed) =>
      sha256Of({ what: 'poisons', ...common, strike: strikeOf(strike), index: seed }),
    cell: ({ strike, victim: { defence, learner } }, seed) =>
      sha256Of({
        what: 'cell',
        ...common,
        strike: strikeOf(strike),
        defence,
        own: own[`defence ${defence.kind}`],
        learner,
        index: seed,
      }),
  };
}
