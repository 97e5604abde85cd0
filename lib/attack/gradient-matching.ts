import * as z from 'zod';
import { Draws, seededBits } from '../random/index.js';
import { type Arrangement, mixed, unmixed } from './arrangement.js';
import type { Attack } from './attack.js';
import { ofClass, rowsOf } from './choose.js';
import { denseSurrogate, requireDense } from './dense-surrogate.js';
import type { Goal } from './match-gradients.js';
import { oneTarget } from './one-target.js';
import { lowestOf, meanLoss } from './restarts.js';
import type { Objective } from './signed-adam.js';
import { classOf, classSetting } from './target.js';

const KIND = 'gradient-matching';

const adaptive = z.strictObject({
  k: z.int().min(1).max(1000).describe('records of one mixture'),
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
 * Adaptive: at every step each poison stands in a mixture with k - 1 random clean records, with noise and with the
 * labels mixed alike, and the gradient matched is that of the mixtures, on which DP-InstaHide trains. The surrogate
 * itself is trained on clean records.
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
    const draws = (use: string): Draws => new Draws(seededBits(scene.seed, KIND, use));
    const { target, intended, labels, queries, ...drawn } = oneTarget(scene, spec.target, draws('target'));
    const { entering, goalOf, largestGradients, matching } = await import('./match-gradients.js');
    const goals: Goal[] = [];
    try {
      for (let i = 0; i < spec.models; i += 1)
        goals.push(
          goalOf(await denseSurrogate(scene, scene.train, `${KIND} ${i}`), target, Uint16Array.of(intended)),
        );
      const { train, pixels } = scene;
      const range = pixels.high - pixels.low;
      const mates = entering(goals[0].network, train);
      const positions =
        spec.select === 'random'
          ? drawn.positions
          : largestGradients(goals[0].network, train, ofClass(train, intended), scene.poisons);
      const bases = rowsOf(train, positions);
      const arrange = (mixtures: Draws): (() => Arrangement) =>
        spec.adaptive === undefined
          ? unmixed(labels, train.classes.length)
          : mixed(labels, mates, { k: spec.adaptive.k, sigma: spec.adaptive.sigma * range }, mixtures);
      const objectiveOf = (use: string): Objective => matching(goals, train.dimension, arrange(draws(use)));
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
        score: (ends) => meanLoss(objectiveOf('score'), ends, spec.adaptive === undefined ? 1 : 16),
      });
      return { positions, features, labels, queries, told: { intended, loss, highest } };
    } finally {
      for (const goal of goals) goal.dispose();
    }
  },
};
