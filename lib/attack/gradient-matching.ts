import * as z from 'zod';
import type { Mixtures, Records } from '../core/index.js';
import type { Draws } from '../random/index.js';
import type { Attack } from './attack.js';
import { ofClass, rowsOf } from './choices/choose.js';
import { drawsOf } from './choices/draws-of.js';
import { oneTarget } from './choices/one-target.js';
import { classOf, classSetting } from './choices/target.js';
import { lowestOf, meanLoss } from './descent/restarts.js';
import type { Objective } from './descent/signed-adam.js';
import { mixed, mixtures, unmixed } from './gradients/arrangement.js';
import type { Goal } from './gradients/match-gradients.js';
import { denseSurrogate, requireDense } from './networks/dense-surrogate.js';

const KIND = 'gradient-matching';

const adaptive = z.strictObject({
  k: z.int().min(1).max(1000).describe('records of one mixture'),
  copies: z.int().min(1).default(4).describe('mixtures of each poison at a step'),
  sigma: z.number().min(0).describe("standard deviation of Gaussian noise, as a share of the pixels' range"),
});

const schema = z.strictObject({
  kind: z.literal(KIND),
  target: classSetting.exactOptional().describe('class that the target image is to get; default drawn'),
  epsilon: z.number().gt(0).max(1).default(0.4).describe("l_inf budget, as a share of the pixels' range"),
  restarts: z.int().min(1).default(8),
  steps: z.int().min(1).default(250),
  rate: z.number().gt(0).max(1).default(0.1).describe("first step of Adam, as a share of the pixels' range"),
  select: z
    .enum(['random', 'gradient'])
    .default('gradient')
    .describe(
      'which records of the class: uniformly drawn, or those with the largest gradient at the surrogate',
    ),
  models: z.int().min(1).default(1).describe('surrogates that are matched together'),
  adaptive: adaptive
    .exactOptional()
    .describe('match the gradient of poisons that are mixed and noised as the victim will'),
});

export type GradientMatchingSpec = z.infer<typeof schema>;

/**
 * Poisons x_i + d_i of the intended class, labels kept, on which training moves the weights as training on the target
 * image t with the intended label would:
 *   min over |d_i|_inf <= epsilon of  1 - cos(grad_w sum_i L(x_i + d_i, y_i), grad_w L(t, intended))
 * by Adam on the gradient's signs; the restart with the lowest loss is kept. The query is t.
 *
 * Adaptive, against a victim that mixes and adds noise: at every step each poison stands in mixtures with k - 1 random
 * clean records, with noise, labels mixed alike; the surrogate is trained on such mixtures. Their gradient is not near
 * 0 where training ends, as that of clean records is, so what is matched is what the poisons add to it: from it the
 * gradient of the same mixtures with the replaced records in place of the poisons is subtracted.
 * Digits at 5 %, k = 4, sigma = .1: poisons that were not mixed while crafting meet 3 of 20 targets, adaptive ones 8
 * (and 1 of 10 where nothing is subtracted).
 *
 * The paper's budgets are 8/255 and 16/255 on colour images of 32 x 32 pixels. Images of 8 x 8 pixels have 48 times
 * fewer values to hide a change in and need more: .4 is the default, and a change that size is seen. The paper draws
 * the records; taking those with the largest gradients, as Sleeper Agent does, is stronger and is the default.
 */
export const gradientMatching: Attack<GradientMatchingSpec> = {
  kind: KIND,
  summary: 'clean-label poisons whose training gradient is that of the target image under a wrong label',
  source:
    "Geiping et al. 2021, Witches' Brew: industrial scale data poisoning via gradient matching, arXiv:2009.02276; " +
    'adaptive: after Borgnia et al. 2021, DP-InstaHide, arXiv:2103.02079',
  schema,
  demands: () => ({ dense: true }),
  budget: ({ epsilon }) => ({ norm: 'linf', size: epsilon }),
  cleanLabel: () => true,
  check({ target }, { classes }) {
    if (target !== undefined) classOf(target, classes);
  },
  async craft(spec, scene) {
    requireDense(KIND, scene);
    const draws = (use: string): Draws => drawsOf(scene, KIND, use);
    const { target, intended, labels, queries, ...drawn } = oneTarget(scene, spec.target, draws('target'));
    const { entering, goalOf, largestGradients, matching } = await import('./gradients/match-gradients.js');
    const { train, pixels, poisons } = scene;
    const range = pixels.high - pixels.low;
    const mixing = spec.adaptive && { ...spec.adaptive, sigma: spec.adaptive.sigma * range };
    const goals: Goal[] = [];
    const aimAt = async (set: Records | Mixtures, use: string): Promise<Goal> => {
      goals.push(goalOf(await denseSurrogate(scene, set, use), target, Uint16Array.of(intended)));
      return goals[goals.length - 1];
    };
    try {
      const { network } = await aimAt(train, KIND);
      const mates = entering(network, train);
      const asTrainedOn = (use: string): Records | Mixtures =>
        mixing === undefined ? train : mixtures(mates, mixing, draws(use));
      for (let i = mixing === undefined ? 1 : 0; i < spec.models; i += 1)
        await aimAt(asTrainedOn(`set ${i}`), `${KIND} ${i}`);
      const positions =
        spec.select === 'random'
          ? drawn.positions
          : largestGradients(network, train, ofClass(train, intended), poisons);
      // the surrogate of clean records is no goal of poisons that will be mixed
      const matched = mixing === undefined ? goals : goals.slice(1);
      const bases = rowsOf(train, positions);
      const objectiveOf = (use: string): Objective =>
        mixing === undefined
          ? matching(matched, train.dimension, unmixed(labels, train.classes.length))
          : matching(matched, train.dimension, mixed(labels, mates, mixing, draws(use)), bases);
      const { features, loss, highest } = await lowestOf({
        restarts: spec.restarts,
        centre: bases,
        reach: spec.epsilon * range,
        pixels,
        steps: spec.steps,
        rate: spec.rate * range,
        objective: objectiveOf('mixtures'),
        draws: draws('starts'),
        // every end is scored by the same mixtures
        score: (ends) => meanLoss(objectiveOf('score'), ends, mixing === undefined ? 1 : 16),
      });
      return { positions, features, labels, queries, told: { intended, loss, highest } };
    } finally {
      for (const goal of goals) goal.dispose();
    }
  },
};
