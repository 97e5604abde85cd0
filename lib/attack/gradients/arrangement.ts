import type { Mixtures, Records } from '../../core/index.js';
import type { Draws } from '../../random/index.js';

/** Rows as a victim trains on them: row c r + i is share x_i + offset_{c r + i}, for the copies c of r poisons. */
export interface Arrangement {
  readonly copies: number;
  readonly share: number;
  /** (rows, dimension) row-major: what is added to the poisons' share; absent: nothing */
  readonly offset?: Float32Array;
  /** (rows, classes) row-major, each row sums to 1 */
  readonly targets: Float32Array;
}

/** The poisons as they are, every time. */
export function unmixed(labels: Uint16Array, classes: number): () => Arrangement {
  const arrangement = { copies: 1, share: 1, targets: shares([labels], classes) };
  return () => arrangement;
}

/** How the victim mixes, as far as an attacker needs to know. */
export interface Mixing {
  /** records of one mixture */
  readonly k: number;
  /** standard deviation of the Gaussian noise on each pixel, in units of the pixels */
  readonly sigma: number;
  /** mixtures of each poison */
  readonly copies: number;
}

/**
 * Each poison in a mixture with k - 1 mates, plus noise, drawn anew every time:
 *   (x_i + sum of the mates) / k + sigma z,   labels mixed alike
 * Mates are drawn uniformly with replacement, where a victim draws k different records: it is the same but for terms
 * of 1 / n.
 *
 * @param others  records to draw mates from, as they enter the network
 */
export function mixed(
  labels: Uint16Array,
  others: Records,
  { k, sigma, copies }: Mixing,
  draws: Draws,
): () => Arrangement {
  const { dimension, features, classes } = others;
  const rows = copies * labels.length;
  const own = Uint16Array.from({ length: rows }, (_, i) => labels[i % labels.length]);
  return () => {
    const mates = Array.from({ length: k - 1 }, () =>
      Uint32Array.from({ length: rows }, () => draws.below(others.count)),
    );
    const offset = normals(rows * dimension, sigma, draws);
    for (const chosen of mates)
      chosen.forEach((mate, i) => {
        for (let j = 0; j < dimension; j += 1)
          offset[i * dimension + j] += features[mate * dimension + j] / k;
      });
    const all = [own, ...mates.map((chosen) => Uint16Array.from(chosen, (mate) => others.labels[mate]))];
    return { copies, share: 1 / k, offset, targets: shares(all, classes.length) };
  };
}

/**
 * As many mixtures as there are records, each record in at least one: what a surrogate of a victim that mixes is
 * trained on.
 *
 * @param records  as they enter the network
 */
export function mixtures(records: Records, mixing: Mixing, draws: Draws): Mixtures {
  const { count, dimension, classes, features, labels } = records;
  const { share, offset, targets } = mixed(labels, records, { ...mixing, copies: 1 }, draws)();
  return {
    count,
    dimension,
    classes: classes.length,
    features: features.map((pixel, i) => share * pixel + (offset?.[i] ?? 0)),
    labels: targets,
  };
}

/** The mean of one-hot rows. */
function shares(labels: readonly Uint16Array[], classes: number): Float32Array {
  const targets = new Float32Array(labels[0].length * classes);
  for (const each of labels)
    each.forEach((label, i) => {
      targets[i * classes + label] += 1 / labels.length;
    });
  return targets;
}

/** Normal numbers by Box and Muller's transform: what an attacker draws need not be exact to the last bit. */
function normals(count: number, sigma: number, draws: Draws): Float32Array {
  const values = new Float32Array(count);
  if (!(sigma > 0)) return values;
  for (let i = 0; i < count; i += 2) {
    const radius = sigma * Math.sqrt(-2 * Math.log1p(-draws.unit()));
    const angle = 2 * Math.PI * draws.unit();
    values[i] = radius * Math.cos(angle);
    if (i + 1 < count) values[i + 1] = radius * Math.sin(angle);
  }
  return values;
}
