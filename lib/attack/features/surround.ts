import * as tf from '@tensorflow/tfjs-core';
import type { Objective } from '../descent/signed-adam.js';
import type { FeatureMap } from '../networks/feature-maps.js';
import { nearerMixture } from './simplex.js';

/** Below this no length counts as one. */
const TINY = 1e-30;

/** Steps of the coefficients for each step of the poisons. */
const INNER = 10;

/**
 * Half the squared distance of a mixture of the poisons' features to the target's, relative to the target's, in the
 * mean over the maps:
 *
 *   mean over maps of 1/2 ||phi(t) - sum_i c_i phi(x_i)||^2 / ||phi(t)||^2
 *
 * 'mean': c_i = 1 / r. 'convex': c is of the simplex, one for each map, and follows the poisons.
 *
 * @param target  length dimension
 * @source  mean: Aghakhani et al. 2021, "Bullseye polytope"; convex: Zhu et al. 2019, "Transferable clean-label
 *          poisoning attacks on deep neural nets"
 */
export function surrounding(
  target: Float32Array,
  poisons: number,
  maps: readonly FeatureMap[],
  coefficients: 'mean' | 'convex',
): Objective {
  const aims = maps.map((map) => {
    const features = tf.tidy(() => map(tf.tensor2d(target, [1, target.length])).dataSync<'float32'>());
    const scale = Math.max(
      features.reduce((sum, x) => sum + x * x, 0),
      TINY,
    );
    return { map, features: features.slice(), scale, c: new Float64Array(poisons).fill(1 / poisons) };
  });
  return (pixels) =>
    tf.tidy(() => {
      const at = tf.tensor2d(pixels, [poisons, target.length]);
      if (coefficients === 'convex')
        for (const { map, features, c } of aims)
          nearerMixture(c, map(at).dataSync<'float32'>(), features, INNER);
      const loss = (x: tf.Tensor): tf.Scalar => {
        const halves = aims.map(({ map, features, scale, c }) => {
          const mixture = tf.matMul(tf.tensor2d(Float32Array.from(c), [1, poisons]), map(x as tf.Tensor2D));
          return tf.div(
            tf.sum(tf.square(tf.sub(mixture, tf.tensor2d(features, [1, features.length])))),
            2 * scale,
          );
        });
        return tf.div(tf.addN(halves), maps.length);
      };
      const { value, grad } = tf.valueAndGrad(loss)(at);
      return { loss: value.dataSync()[0], gradient: grad.dataSync<'float32'>().slice() };
    });
}
