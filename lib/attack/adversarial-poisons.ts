import * as z from 'zod';
import { DomainError } from '../numerics/index.js';
import type { Attack, SceneShape } from './attack.js';
import { drawEligible, rowsOf } from './choices/choose.js';
import { drawsOf } from './choices/draws-of.js';
import { errorQueries } from './choices/queries.js';

const schema = z.strictObject({
  kind: z.literal('adversarial'),
  norm: z.enum(['linf', 'l2']).default('linf'),
  epsilon: z.number().positive().default(0.3).describe('a share of the pixel range'),
  objective: z
    .enum(['targeted', 'untargeted'])
    .default('targeted')
    .describe('targeted: toward the class `shift` further on; untargeted: away from the true one'),
  shift: z.int().min(1).default(1),
  steps: z.int().min(1).max(10_000).default(250).describe('of projected gradient descent'),
});

export type AdversarialPoisonsSpec = z.infer<typeof schema>;

/** All steps together are this many times as long as epsilon. */
const PATH = 2.5;

/**
 * Availability poisons: adversarial examples of a network of the attacker's own, with their true labels. A network
 * trained on them learns the features of other classes for each class, and errs on clean records.
 *
 * The paper poisons ALL records; a share of clean ones undoes most of the harm, so small budgets are expected to do
 * nothing.
 */
export const adversarialPoisons: Attack<AdversarialPoisonsSpec> = {
  kind: 'adversarial',
  summary: 'adversarial examples with their true labels; meant for all records at once',
  source: 'Fowl et al. 2021, "Adversarial examples make strong poisons", arXiv:2106.10807',
  schema,
  demands: () => ({}),
  budget: ({ norm, epsilon }) => ({ norm, size: epsilon }),
  cleanLabel: () => true,
  check: checkShift,
  async craft(spec, scene) {
    const { train, pixels, poisons } = scene;
    const classes = train.classes.length;
    checkShift(spec, { classes: train.classes });
    const draws = drawsOf(scene, 'adversarial');
    const all = Array.from({ length: train.count }, (_, i) => i);
    const positions = drawEligible(draws, all, poisons, 'training records');
    const labels = Uint16Array.from(positions, (position) => train.labels[position]);
    const targeted = spec.objective === 'targeted';
    const aimed = targeted ? labels.map((label) => (label + spec.shift) % classes) : labels;
    const surrogate = await scene.surrogate(train, 'adversarial');
    try {
      const { adversarialRows } = await import('./descent/adversarial-rows.js');
      const features = adversarialRows(surrogate, rowsOf(train, positions), aimed, {
        budget: { norm: spec.norm, size: spec.epsilon },
        pixels,
        steps: spec.steps,
        step: PATH / spec.steps,
        direction: targeted ? 'toward' : 'away',
      });
      // the share that the surrogate itself labels wrongly
      const guesses = await surrogate.classifier.predict(features, poisons);
      const mistaken = guesses.reduce((count, guess, i) => count + (guess === labels[i] ? 0 : 1), 0);
      const told = { mistaken: mistaken / poisons };
      return { positions, features, labels, queries: errorQueries(scene.test), told };
    } finally {
      surrogate.dispose();
    }
  },
};

/** A shift by all classes would lead back to the true one. */
function checkShift(
  { objective, shift }: AdversarialPoisonsSpec,
  { classes }: Pick<SceneShape, 'classes'>,
): void {
  if (objective === 'targeted' && !(shift % classes.length !== 0))
    throw new DomainError('shift', `no multiple of the ${classes.length} classes`, shift);
}
