import { checkAttack, type SceneShape } from '../../attack/index.js';
import { checkRange } from '../../attack/poisons/craft-poisons.js';
import type { UnclippedData } from '../../data/load.js';
import { DomainError } from '../../numerics/index.js';
import type { GradientSpec, RidgeSpec } from '../../train/index.js';
import type { AttackPlan } from './attack-plan.js';
import { type Cell, defenceShape, type Strike } from './cells.js';
import { type DataShape, restCount } from './data-shape.js';
import type { Registry } from './own-modules.js';

/**
 * Everything that can be found wrong with a plan before any work.
 * @throws DomainError naming the key of the plan
 */
export function checkAttackPlan(
  plan: AttackPlan,
  { attacks, defences }: Registry,
  shape: DataShape,
  cells: readonly Cell[],
): void {
  const networks: readonly (readonly [string, GradientSpec | RidgeSpec])[] = [
    ...plan.learners.map((learner, i) => [`learners[${i}]`, learner] as const),
    ['surrogate', plan.surrogate],
    ...(cells.some(({ strike }) => strike.transfer) ? [['transfer.body', plan.transfer.body] as const] : []),
  ];
  for (const [at, { kind }] of networks)
    if (kind === 'cnn' && shape.image === undefined)
      throw new DomainError(`${at}.kind`, 'softmax or mlp where the records are no images (see image)', kind);
  for (const strike of distinct(cells.map((cell) => cell.strike))) {
    const { spec } = strike.entry;
    const at = `attacks[${plan.attacks.indexOf(strike.entry)}] (${strike.name})`;
    const attack = attacks[spec.kind];
    if (attack === undefined) throw new DomainError(at, 'of a kind that is known', spec.kind);
    if (attack.demands(spec).dense === true && plan.surrogate.kind === 'cnn')
      throw new DomainError(
        'surrogate.kind',
        `softmax or mlp for ${at}, where it is left out the first network of the learners: gradients of gradients are there for dense networks only`,
        plan.surrogate.kind,
      );
    named(at, () => checkAttack(attack, spec, sceneShape(plan, shape, strike)));
  }
  for (const { victim, strike, name } of cells) {
    const { defence: spec } = victim;
    const defence = defences[spec.kind];
    const at = `defences[${plan.defences.indexOf(spec)}]`;
    if (defence === undefined) throw new DomainError(at, 'of a kind that is known', spec.kind);
    const asked = defenceShape(plan, shape, victim);
    const refusal = named(at, () => defence.refusal?.(spec, asked));
    if (refusal !== undefined)
      throw new DomainError(
        at,
        `one that runs with ${name.learner} on these records`,
        `${name.defence}: ${refusal}`,
      );
    named(at, () => defence.guarantee(spec, asked, strike.poisons));
  }
}

/** Pixels beyond the range that the plan states would be taken for something else. @throws DomainError */
export function checkPixels({ pixels }: AttackPlan, { train, test }: UnclippedData): void {
  checkRange('training record', train, pixels);
  checkRange('test record', test, pixels);
}

function sceneShape(plan: AttackPlan, shape: DataShape, { poisons, transfer }: Strike): SceneShape {
  const { train, dimension, classes, image } = shape;
  return {
    records: transfer ? restCount(plan, train) : train,
    dimension,
    classes,
    ...(image === undefined ? {} : { image }),
    poisons,
    pixels: plan.pixels,
  };
}

/** An error of what is called, with the key of the plan before its parameter. */
function named<T>(at: string, call: () => T): T {
  try {
    return call();
  } catch (error) {
    if (error instanceof DomainError)
      throw new DomainError(`${at}: ${error.parameter}`, error.rule, error.value);
    throw error;
  }
}

function distinct<T>(values: readonly T[]): readonly T[] {
  return [...new Set(values)];
}
