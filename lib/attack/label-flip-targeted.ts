import * as z from 'zod';
import { DomainError } from '../numerics/index.js';
import type { Attack, SceneShape } from './attack.js';
import { drawEligible, ofClass, rowsOf } from './choices/choose.js';
import { drawsOf } from './choices/draws-of.js';
import { intendedQueries } from './choices/queries.js';
import { classOf, classSetting } from './choices/target.js';

const schema = z.strictObject({
  kind: z.literal('label-flip-targeted'),
  from: classSetting.exactOptional().describe('class whose labels are changed; default drawn'),
  to: classSetting.exactOptional().describe('class they are changed to; default drawn'),
});

type Spec = z.infer<typeof schema>;

/** Labels of records of one class become another class; success is a test record of the first labelled the second. */
export const labelFlipTargeted: Attack<Spec> = {
  kind: 'label-flip-targeted',
  summary: 'records of one class are labelled as another',
  source: 'Tolpegin, Truex, Gursoy, Liu 2020, Data poisoning attacks against federated learning systems',
  schema,
  demands: () => ({}),
  budget: () => undefined,
  cleanLabel: () => false,
  check: (spec, shape) => void given(spec, shape.classes),
  async craft(spec, scene) {
    const { train, test, poisons } = scene;
    const draws = drawsOf(scene, 'label-flip-targeted');
    const { from, to } = drawn(given(spec, train.classes), train.classes.length, (n) => draws.below(n));
    const what = `training records of class ${train.classes[from]}`;
    const positions = drawEligible(draws, ofClass(train, from), poisons, what);
    return {
      positions,
      features: rowsOf(train, positions),
      labels: new Uint16Array(poisons).fill(to),
      queries: intendedQueries(test, ofClass(test, from), to),
      told: { from, to },
    };
  },
};

interface Pair<T> {
  readonly from: T;
  readonly to: T;
}

function given(spec: Spec, classes: SceneShape['classes']): Pair<number | undefined> {
  const from = spec.from === undefined ? undefined : classOf(spec.from, classes, 'from');
  const to = spec.to === undefined ? undefined : classOf(spec.to, classes, 'to');
  if (!(to === undefined || from !== to)) throw new DomainError('to', 'another class than from', spec.to);
  return { from, to };
}

/** What was not given is uniform among the classes that differ. */
function drawn(
  { from, to }: Pair<number | undefined>,
  classes: number,
  below: (n: number) => number,
): Pair<number> {
  const other = (than: number): number => (than + 1 + below(classes - 1)) % classes;
  const start = from ?? (to === undefined ? below(classes) : other(to));
  return { from: start, to: to ?? other(start) };
}
