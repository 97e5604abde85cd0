import * as tf from '@tensorflow/tfjs-core';
import type { Draws } from '../../random/index.js';
import { rowOf, rowsOf } from '../choices/choose.js';
import type { Objective } from '../descent/signed-adam.js';
import type { FeatureMap } from '../networks/feature-maps.js';

/**
 * The mean, over poisons and maps, of |phi(x_i) - phi(s_i)|^2. At every evaluation r of the images are drawn, as evenly
 * as can be, and each poison in turn takes the nearest in the map's features that is left.
 *
 * @param images  (images, dimension) row-major, at least one
 * @source  Saha, Subramanya, Pirsiavash 2020, "Hidden trigger backdoor attacks"
 */
export function pairing(
  images: Float32Array,
  dimension: number,
  maps: readonly FeatureMap[],
  draws: Draws,
): Objective {
  const pool = images.length / dimension;
  const rowsIn = (features: Float32Array): tf.Tensor2D =>
    tf.tensor2d(features, [features.length / dimension, dimension]);
  const aims = maps.map((map) => {
    const { values, width } = tf.tidy(() => {
      const features = map(rowsIn(images));
      return { values: features.dataSync<'float32'>().slice(), width: features.shape[1] };
    });
    return { map, values, width };
  });
  return (pixels) =>
    tf.tidy(() => {
      const x = rowsIn(pixels);
      const poisons = x.shape[0];
      const drawn = evenly(poisons, pool, draws);
      const pairs = aims.map(({ map, values, width }) => {
        const own = map(x).dataSync<'float32'>();
        const others = rowsOf({ features: values, dimension: width }, drawn);
        const mates = rowsOf({ features: others, dimension: width }, nearestLeft(own, others, width));
        return { map, mates: tf.tensor2d(mates, [poisons, width]) };
      });
      const { value, grad } = tf.valueAndGrad((at: tf.Tensor): tf.Scalar => {
        const sums = pairs.map(({ map, mates }) => tf.sum(tf.square(tf.sub(map(at as tf.Tensor2D), mates))));
        return tf.div(tf.addN(sums), poisons * maps.length);
      })(x);
      return { loss: value.dataSync()[0], gradient: grad.dataSync<'float32'>().slice() };
    });
}

/** So many of 0, ..., n - 1 that none is drawn twice before all are drawn. */
function evenly(count: number, n: number, draws: Draws): Uint32Array {
  const drawn = new Uint32Array(count);
  for (let first = 0; first < count; first += n)
    drawn.set(draws.order(n).subarray(0, Math.min(n, count - first)), first);
  return drawn;
}

/** For each row of the first the nearest row of the second that no row before it took. */
function nearestLeft(rows: Float32Array, others: Float32Array, width: number): Uint32Array {
  const count = rows.length / width;
  const left = Array.from({ length: count }, (_, i) => i);
  return Uint32Array.from({ length: count }, (_, i) => {
    const row = rowOf(rows, width, i);
    let [best, least] = [0, Number.POSITIVE_INFINITY];
    for (const [place, other] of left.entries()) {
      let distance = 0;
      for (let j = 0; j < width; j += 1) distance += (row[j] - others[other * width + j]) ** 2;
      if (distance < least) [best, least] = [place, distance];
    }
    return left.splice(best, 1)[0];
  });
}
