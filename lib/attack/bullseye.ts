import * as z from 'zod';
import type { Attack } from './attack.js';
import { drawsOf } from './choices/draws-of.js';
import { oneTarget } from './choices/one-target.js';
import { classOf, classSetting } from './choices/target.js';
import type { Objective } from './descent/signed-adam.js';
import { withinBudget } from './descent/within-budget.js';
import { featureMaps } from './networks/feature-maps.js';

const schema = z.strictObject({
  kind: z.literal('bullseye'),
  target: classSetting.exactOptional().describe('class that one test record shall get; default: drawn'),
  coefficients: z
    .enum(['mean', 'convex'])
    .default('mean')
    .describe("mean: of the poisons' features, bullseye; convex: any mixture of them, convex polytope"),
  transfer: z
    .boolean()
    .default(true)
    .describe('against a victim on a frozen extractor, in which poisons surround'),
  networks: z.int().min(1).max(100).default(1).describe("of the attacker's own, where there is no transfer"),
  epsilon: z.number().positive().max(1).default(0.5).describe('l_inf, a share of the pixel range'),
  steps: z.int().min(1).max(10_000).default(250),
  rate: z
    .number()
    .positive()
    .max(1)
    .default(0.04)
    .describe('length of a first step, a share of the pixel range'),
});

export type BullseyeSpec = z.infer<typeof schema>;

/**
 * Records of the class that the target shall get, moved until the MEAN of their features is those of the target, so
 * that it lies deep among them; with `coefficients: convex` until some mixture of them is, which may leave it at the
 * rim. The white-box setting is transfer; without it the poisons are made on networks of the attacker's own.
 * The papers descend by Adam; here it is Adam on the gradient's signs, as in gradient matching.
 */
export const bullseye: Attack<BullseyeSpec> = {
  kind: 'bullseye',
  summary: 'records of one class around one test record in feature space',
  source:
    'Aghakhani et al. 2021, "Bullseye polytope", arXiv:2005.00191; convex: Zhu et al. 2019, "Transferable clean-label poisoning attacks on deep neural nets", arXiv:1905.05897',
  schema,
  demands: ({ transfer }) => (transfer ? { transfer: true } : {}),
  budget: ({ epsilon }) => ({ norm: 'linf', size: epsilon }),
  cleanLabel: () => true,
  check({ target }, { classes }) {
    if (target !== undefined) classOf(target, classes);
  },
  async craft(spec, scene) {
    const { pixels, poisons } = scene;
    const draws = drawsOf(scene, 'bullseye');
    const { intended, target, positions, bases, labels, queries } = oneTarget(scene, spec.target, draws);
    const { maps, dispose } = await featureMaps(scene, spec);
    try {
      const { surrounding } = await import('./features/surround.js');
      // one for each use: the coefficients of 'convex' follow what it was last asked about
      const fresh = (): Objective => surrounding(target, poisons, maps, spec.coefficients);
      const objective = fresh();
      const features = await withinBudget(bases, spec, pixels, objective);
      const told = { intended, lossBefore: fresh()(bases).loss, loss: objective(features).loss };
      return { positions, features, labels, queries, told };
    } finally {
      dispose();
    }
  },
};
