import type { Mixtures, Mixup } from '../core/index.js';
import { integer } from '../numerics/index.js';
import type { Bits } from '../random/bits.js';
import { Draws } from '../random/draws.js';
import { type Groups, groups } from './groups.js';
import type { Part } from './part.js';

/**
 * The mixtures of one release, drawn as they are asked for, in memory that does not grow with their number.
 *
 * Bits are used mixture by mixture: its group, the noise of its features, the noise of its labels. So the values
 * do not depend on how many are asked for at once.
 */
export class MixtureStream {
  /** mixtures in all */
  readonly count: number;
  readonly dimension: number;
  readonly classes: number;
  readonly source: Bits['source'];
  #drawn = 0;
  readonly #draws: Draws;
  readonly #groups: Groups;
  readonly #features: Row;
  readonly #labels: Row;

  constructor(mechanism: Mixup, features: Part, labels: Part, bits: Bits) {
    this.count = mechanism.releases;
    this.dimension = features.width;
    this.classes = labels.width;
    this.source = bits.source;
    this.#draws = new Draws(bits);
    this.#groups = groups(mechanism, this.#draws);
    this.#features = new Row(features);
    this.#labels = new Row(labels);
  }

  /** The next mixtures, at most `rows` >= 1 of them; undefined when all have been drawn. @throws DomainError */
  next(rows: number): Mixtures | undefined {
    integer(1, Number.MAX_SAFE_INTEGER, { rows });
    const count = Math.min(rows, this.count - this.#drawn);
    if (count === 0) return undefined;
    const { dimension, classes } = this;
    const features = new Float32Array(count * dimension);
    const labels = new Float32Array(count * classes);
    for (let row = 0; row < count; row += 1) {
      const size = this.#groups.next();
      this.#features.write(features, row * dimension, this.#groups.members, size, this.#draws);
      this.#labels.write(labels, row * classes, this.#groups.members, size, this.#draws);
    }
    this.#drawn += count;
    return { count, dimension, classes, features, labels };
  }
}

/** Sums one group of a part, adds noise and writes the released values. */
class Row {
  readonly #part: Part;
  readonly #sums: Float64Array;
  readonly #noise: Int32Array;

  constructor(part: Part) {
    this.#part = part;
    this.#sums = new Float64Array(part.width);
    this.#noise = new Int32Array(part.width); // stays 0 where no noise is added
  }

  write(out: Float32Array, at: number, members: Int32Array, size: number, draws: Draws): void {
    const { width, centre, unit, noise } = this.#part;
    const [sums, drawn] = [this.#sums, this.#noise];
    for (let c = 0; c < width; c += 1) sums[c] = 0; // a narrow row is quicker than the call of fill
    this.#part.add(sums, members, size);
    noise?.fill(drawn, draws);
    for (let c = 0; c < width; c += 1) out[at + c] = centre + unit * (sums[c] + drawn[c]);
  }
}
