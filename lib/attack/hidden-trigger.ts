import * as z from 'zod';
import type { Attack } from './attack.js';
import { drawEligible, rowsOf } from './choices/choose.js';
import { drawsOf } from './choices/draws-of.js';
import { checkSourceToTarget, sourceToTarget, sourceToTargetSettings } from './choices/source-to-target.js';
import type { Objective } from './descent/signed-adam.js';
import { withinBudget } from './descent/within-budget.js';
import { featureMaps } from './networks/feature-maps.js';

const KIND = 'hidden-trigger';

const schema = z.strictObject({
  kind: z.literal(KIND),
  ...sourceToTargetSettings,
  transfer: z
    .boolean()
    .default(true)
    .describe('against a victim on a frozen extractor, in which poisons meet patched images'),
  networks: z.int().min(1).max(100).default(1).describe("of the attacker's own, where there is no transfer"),
  epsilon: z.number().gt(0).max(1).default(0.4).describe("l_inf budget, as a share of the pixels' range"),
  steps: z.int().min(1).max(10_000).default(250),
  rate: z.number().gt(0).max(1).default(0.04).describe("first step, as a share of the pixels' range"),
});

export type HiddenTriggerSpec = z.infer<typeof schema>;

/**
 * A backdoor whose trigger is in no poison: records of the target class, labels kept, are moved within the budget until
 * their features are those of patched images of the source class:
 *   min over |d_i|_inf <= epsilon of  sum_i |phi(x_i + d_i) - phi(s_i)|^2
 * where at every step r patched source images are drawn, and each poison in turn is paired with the nearest of them
 * that is not taken. The paper's setting is transfer. Success is a patched test image of the source class that is
 * labelled as the target. The paper descends by projected gradients; here it is Adam on the gradient's signs, as in
 * gradient matching.
 */
export const hiddenTrigger: Attack<HiddenTriggerSpec> = {
  kind: KIND,
  summary: 'records of one class whose features are those of patched images of another',
  source: 'Saha, Subramanya, Pirsiavash 2020, Hidden trigger backdoor attacks, arXiv:1910.00033',
  schema,
  demands: ({ transfer }) => ({ image: true, ...(transfer ? { transfer } : {}) }),
  budget: ({ epsilon }) => ({ norm: 'linf', size: epsilon }),
  cleanLabel: () => true,
  check: checkSourceToTarget,
  async craft(spec, scene) {
    const { train, poisons, pixels } = scene;
    const { target, source, patched, candidates, queries } = sourceToTarget(
      spec,
      scene,
      drawsOf(scene, KIND, 'source'),
    );
    const what = `training records of class ${train.classes[target]}`;
    const positions = drawEligible(drawsOf(scene, KIND, 'positions'), candidates, poisons, what);
    const { maps, dispose } = await featureMaps(scene, spec);
    try {
      const { pairing } = await import('./features/pair-features.js');
      const fresh = (use: string): Objective =>
        pairing(patched, train.dimension, maps, drawsOf(scene, KIND, use));
      const bases = rowsOf(train, positions);
      const features = await withinBudget(bases, spec, pixels, fresh('pairs'));
      const told = {
        target,
        source,
        lossBefore: fresh('told')(bases).loss,
        loss: fresh('told')(features).loss,
      };
      const labels = new Uint16Array(poisons).fill(target);
      return { positions, features, labels, queries, told };
    } finally {
      dispose();
    }
  },
};
