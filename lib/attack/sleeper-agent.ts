import * as z from 'zod';
import type { Attack } from './attack.js';
import { rowsOf } from './choices/choose.js';
import { drawsOf } from './choices/draws-of.js';
import { checkSourceToTarget, sourceToTarget, sourceToTargetSettings } from './choices/source-to-target.js';
import { signedAdam } from './descent/signed-adam.js';
import { unmixed } from './gradients/arrangement.js';
import type { Goal } from './gradients/match-gradients.js';
import { denseSurrogate, requireDense } from './networks/dense-surrogate.js';
import { poisoned } from './poisons/poisoned.js';

const KIND = 'sleeper-agent';

const schema = z.strictObject({
  kind: z.literal(KIND),
  ...sourceToTargetSettings,
  epsilon: z.number().gt(0).max(1).default(0.25).describe("l_inf budget, as a share of the pixels' range"),
  steps: z.int().min(1).default(250),
  rate: z.number().gt(0).max(1).default(0.1).describe("first step of Adam, as a share of the pixels' range"),
  retrain: z.int().min(0).default(4).describe('times that the surrogate is trained anew while crafting'),
});

export type SleeperAgentSpec = z.infer<typeof schema>;

/**
 * A backdoor whose trigger is in no poison: records of the target class, labels kept, are moved within the budget until
 * training on them has the direction of training on patched source images labelled as the target:
 *   min over |d_i|_inf <= epsilon of  1 - cos(grad_w sum_i L(x_i + d_i, target), grad_w sum_s L(patched s, target))
 * The records with the largest gradients are taken, and the surrogate is trained anew, on the poisons as far as they
 * have come, `retrain` times at even distances. Success is a patched test image of the source class that is labelled
 * as the target.
 *
 * The paper's budget is 16/255 on images of 32 x 32 pixels; see gradient-matching for why the default is larger.
 */
export const sleeperAgent: Attack<SleeperAgentSpec> = {
  kind: KIND,
  summary: 'a patch that no poison bears turns images of one class into another',
  source:
    'Souri et al. 2022, Sleeper Agent: scalable hidden trigger backdoors for neural networks trained from scratch, ' +
    'arXiv:2106.08970',
  schema,
  demands: () => ({ image: true, dense: true }),
  budget: ({ epsilon }) => ({ norm: 'linf', size: epsilon }),
  cleanLabel: () => true,
  check: checkSourceToTarget,
  async craft(spec, scene) {
    requireDense(KIND, scene);
    const { train, poisons, pixels } = scene;
    const { target, source, patched, sources, candidates, queries } = sourceToTarget(
      spec,
      scene,
      drawsOf(scene, KIND, 'source'),
    );
    const { goalOf, largestGradients, matching } = await import('./gradients/match-gradients.js');
    const asTarget = new Uint16Array(sources).fill(target);

    let goal: Goal = goalOf(await denseSurrogate(scene, train, `${KIND} 0`), patched, asTarget);
    try {
      const positions = largestGradients(goal.network, train, candidates, poisons);
      const labels = new Uint16Array(poisons).fill(target);
      const arrange = unmixed(labels, train.classes.length);
      let objective = matching([goal], train.dimension, arrange);
      const moments = retrainings(spec);
      const range = pixels.high - pixels.low;
      const centre = rowsOf(train, positions);
      const starts = drawsOf(scene, KIND, 'start');
      const features = await signedAdam({
        start: centre.map((pixel) => pixel + spec.epsilon * range * (2 * starts.unit() - 1)),
        centre,
        reach: spec.epsilon * range,
        pixels,
        steps: spec.steps,
        rate: spec.rate * range,
        objective: (rows) => objective(rows),
        async before(step, rows) {
          const retraining = moments.indexOf(step);
          if (retraining < 0) return;
          const records = poisoned(train, { positions, features: rows, labels, queries, told: {} });
          const next = await denseSurrogate(scene, records, `${KIND} ${retraining + 1}`);
          goal.dispose();
          goal = goalOf(next, patched, asTarget);
          objective = matching([goal], train.dimension, arrange);
        },
      });
      return {
        positions,
        features,
        labels,
        queries,
        told: { target, source, loss: objective(features).loss },
      };
    } finally {
      goal.dispose();
    }
  },
};

/** Steps before which the surrogate is trained anew: at even distances, never before the first. */
function retrainings({ steps, retrain }: SleeperAgentSpec): number[] {
  const moments = Array.from({ length: retrain }, (_, i) => Math.floor(((i + 1) * steps) / (retrain + 1)));
  return moments.filter((moment, i) => moment > 0 && moment !== moments[i - 1]);
}
