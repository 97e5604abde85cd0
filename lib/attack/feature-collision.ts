import * as z from 'zod';
import type { Attack } from './attack.js';
import { drawsOf } from './choices/draws-of.js';
import { oneTarget } from './choices/one-target.js';
import { classOf, classSetting } from './choices/target.js';
import { featureMaps } from './networks/feature-maps.js';

const schema = z.strictObject({
  kind: z.literal('feature-collision'),
  target: classSetting.exactOptional().describe('class that one test record shall get; default: drawn'),
  transfer: z
    .boolean()
    .default(true)
    .describe('against a victim on a frozen extractor, in which poisons collide'),
  form: z
    .enum(['ball', 'penalty'])
    .default('ball')
    .describe('ball: l_inf distance at most epsilon; penalty: beta / 2 times the squared l2 distance'),
  epsilon: z.number().positive().max(1).default(0.4).describe('a share of the pixel range'),
  beta: z.number().positive().default(0.05).describe('penalty on distances in units of the pixel range'),
  opacity: z.number().min(0).max(1).default(0.3).describe('of the target in the pixels a poison starts from'),
  steps: z.int().min(1).max(10_000).default(120).describe('of forward-backward splitting'),
});

export type FeatureCollisionSpec = z.infer<typeof schema>;

/** Largest coordinate of the first step, as a share of the pixel range. */
const FIRST_STEP = 1 / 4;

/**
 * Poison frogs: records of the class that the target shall get, moved until their features are those of the target.
 * A last layer that learns them by their label gives the target that label. The paper's setting is transfer: against
 * a victim that trains all layers (`transfer: false`) the collision does not outlast the training.
 */
export const featureCollision: Attack<FeatureCollisionSpec> = {
  kind: 'feature-collision',
  summary: 'records of one class whose features meet those of one test record',
  source:
    'Shafahi et al. 2018, "Poison frogs! Targeted clean-label poisoning attacks on neural networks", arXiv:1804.00792',
  schema,
  demands: ({ transfer }) => (transfer ? { transfer: true } : {}),
  budget: ({ form, epsilon }) => (form === 'ball' ? { norm: 'linf', size: epsilon } : undefined),
  cleanLabel: () => true,
  check({ target }, { classes }) {
    if (target !== undefined) classOf(target, classes);
  },
  async craft(spec, scene) {
    const { pixels } = scene;
    const draws = drawsOf(scene, 'feature-collision');
    const { intended, target, positions, bases, labels, queries } = oneTarget(scene, spec.target, draws);
    const { maps, dispose } = await featureMaps(scene, { ...spec, networks: 1 });
    try {
      const { collideAll } = await import('./features/collide.js');
      const range = pixels.high - pixels.low;
      const { features, ...distances } = collideAll(bases, target, {
        maps,
        budget: featureCollision.budget(spec),
        pixels,
        opacity: spec.opacity,
        steps: spec.steps,
        step: FIRST_STEP * range,
        penalty: spec.form === 'penalty' ? spec.beta / range ** 2 : 0,
      });
      return { positions, features, labels, queries, told: { intended, ...distances } };
    } finally {
      dispose();
    }
  },
};
