import { Matrix } from 'ml-matrix';
import type { Mixtures } from '../core/index.js';
import { DomainError } from '../numerics/index.js';
import { Gram } from './gram.js';

/** Second moments about the means, summed over T rows. */
export interface CentredMoments {
  /** T */
  readonly count: number;
  /** mean features, length d */
  readonly features: Float64Array;
  /** mean labels, length C */
  readonly labels: Float64Array;
  /** X'X, (d, d) */
  readonly second: Matrix;
  /** X'Y, (d, C) */
  readonly cross: Matrix;
}

/** Sums of products of features and labels over the rows of a set of mixtures, taken in blocks of any size. */
export class Moments {
  readonly #gram: Gram;
  #count = 0;

  constructor(
    readonly dimension: number,
    readonly classes: number,
  ) {
    this.#gram = new Gram(dimension + classes + 1);
  }

  add({ count, dimension, classes, features, labels }: Mixtures): void {
    if (!(dimension === this.dimension && classes === this.classes))
      throw new DomainError(
        'mixtures',
        `of ${this.dimension} features and ${this.classes} classes`,
        `${dimension} and ${classes}`,
      );
    this.#gram.add(count, [
      { width: dimension, values: features },
      { width: classes, values: labels },
      { width: 1, values: new Float32Array(count).fill(1) },
    ]);
    this.#count += count;
  }

  /** @throws DomainError where no mixture was added */
  centred(): CentredMoments {
    const [d, c, count] = [this.dimension, this.classes, this.#count];
    if (!(count > 0)) throw new DomainError('mixtures', 'one or more', count);
    const [total, width] = [this.#gram.total(), d + c + 1];
    const mean = (i: number): number => total[i * width + width - 1] / count;
    const about = (i: number, j: number): number => total[i * width + j] - count * mean(i) * mean(j);
    const rows = (columns: number, first: number): number[][] =>
      Array.from({ length: d }, (_, i) => Array.from({ length: columns }, (_, j) => about(i, first + j)));
    return {
      count,
      features: Float64Array.from({ length: d }, (_, i) => mean(i)),
      labels: Float64Array.from({ length: c }, (_, j) => mean(d + j)),
      second: new Matrix(rows(d, 0)),
      cross: new Matrix(rows(c, d)),
    };
  }
}
