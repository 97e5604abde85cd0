import * as z from 'zod';
import type { Attack, PixelBudget } from './attack.js';
import { drawEligible, ofClass, rowOf, rowsOf } from './choices/choose.js';
import { drawsOf } from './choices/draws-of.js';
import { triggeredQueries } from './choices/queries.js';
import { classOf, classSetting, targetOf } from './choices/target.js';
import { checkPatch, patchOf, patchSettings, stamp } from './triggers/patch.js';

const schema = z.strictObject({
  kind: z.literal('clean-label'),
  target: classSetting.exactOptional().describe('class of the attacker; default: drawn'),
  norm: z.enum(['linf', 'l2']).default('linf'),
  epsilon: z
    .number()
    .positive()
    .default(0.3)
    .describe('of the adversarial examples, a share of the pixel range'),
  steps: z
    .int()
    .min(1)
    .max(10_000)
    .default(20)
    .describe('of projected gradient descent, each epsilon / 4 long'),
  ...patchSettings,
  opacity: z.number().positive().max(1).default(1).describe('of the patch in training'),
});

export type CleanLabelSpec = z.infer<typeof schema>;

/** Length of a step as a share of epsilon. */
const STEP = 1 / 4;

/**
 * A backdoor that keeps every label: images of the target class are made hard to tell by an adversarial perturbation
 * (projected gradient ascent on the loss of a network of the attacker's own) and get a patch, which is then what is
 * left to learn them by. Test images of other classes with the patch shall be taken for the target class.
 */
export const cleanLabelPatch: Attack<CleanLabelSpec> = {
  kind: 'clean-label',
  summary: 'images of the target class, made hard by PGD, with a patch and their own label',
  source: 'Turner, Tsipras, Madry 2019, "Label-consistent backdoor attacks", arXiv:1912.02771',
  schema,
  demands: () => ({ image: true }),
  budget: reach,
  cleanLabel: () => true,
  check(spec, shape) {
    checkPatch(spec, shape);
    if (spec.target !== undefined) classOf(spec.target, shape.classes);
  },
  async craft(spec, scene) {
    const { train, test, pixels, poisons } = scene;
    const target = targetOf(spec.target, scene);
    const patch = patchOf(spec, train.image, pixels);
    const queries = triggeredQueries(test, target, (record) => stamp(patch, record));
    const draws = drawsOf(scene, 'clean-label');
    const what = `training records of class ${train.classes[target]}`;
    const positions = drawEligible(draws, ofClass(train, target), poisons, what);
    const labels = new Uint16Array(poisons).fill(target);
    const surrogate = await scene.surrogate(train, 'clean-label');
    try {
      const { adversarialRows } = await import('./descent/adversarial-rows.js');
      const features = adversarialRows(surrogate, rowsOf(train, positions), labels, {
        budget: { norm: spec.norm, size: spec.epsilon },
        pixels,
        steps: spec.steps,
        step: STEP,
        direction: 'away',
      });
      // before the patch: the share that the surrogate labels wrongly
      const guesses = await surrogate.classifier.predict(features, poisons);
      const mistaken = guesses.reduce((count, guess) => count + (guess === target ? 0 : 1), 0);
      for (let i = 0; i < poisons; i++) stamp(patch, rowOf(features, train.dimension, i), spec.opacity);
      return {
        positions,
        features,
        labels,
        queries,
        told: { target, mistaken: mistaken / poisons },
      };
    } finally {
      surrogate.dispose();
    }
  },
};

/** Epsilon everywhere, and what the patch adds to it; the norm of a patch hangs on its size, so under l2 it has none. */
function reach({ norm, epsilon, opacity }: CleanLabelSpec): PixelBudget | undefined {
  const size = opacity + (1 - opacity) * epsilon;
  return norm === 'linf' && size < 1 ? { norm, size } : undefined;
}
