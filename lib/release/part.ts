import type { DomainRecords, Mixup } from '../core/index.js';
import { featureGrid, type Grid, labelGrid, placeOf } from './grid.js';
import { quantise } from './quantise.js';
import { RoundedNoise } from './rounded-noise.js';

/** Features or labels on their grid: what the sums of a release are made of. */
export interface Part {
  /** numbers of one record */
  readonly width: number;
  /** released value = centre + unit * whole number */
  readonly centre: number;
  readonly unit: number;
  /** of the sum, in steps; undefined where labels are exposed */
  readonly noise: RoundedNoise | undefined;
  /** undefined where no noise is added */
  readonly grid: Grid | undefined;
  /** Adds the first `size` records of a group, in steps from the centre; every sum is a whole number below 2^53. */
  add(sums: Float64Array, members: Int32Array, size: number): void;
}

export function featurePart(mechanism: Mixup, records: DomainRecords): Part & { readonly grid: Grid } {
  const { dimension } = records;
  const place = placeOf(mechanism);
  const grid = featureGrid(mechanism, dimension);
  const whole = quantise(records, place, grid.step);
  return {
    width: dimension,
    centre: place.centre,
    unit: grid.step / mechanism.k,
    noise: new RoundedNoise(mechanism.noise.law, grid.spread),
    grid,
    add(sums, members, size) {
      for (let m = 0; m < size; m += 1) {
        const start = members[m] * dimension;
        for (let c = 0; c < dimension; c += 1) sums[c] += whole[start + c];
      }
    },
  };
}

/** One-hot labels about 0, without noise where they are exposed. */
export function labelPart({ k, labels, noise }: Mixup, records: DomainRecords): Part {
  const grid = labels.kind === 'noised' ? labelGrid(k, labels.scale) : undefined;
  const step = grid?.step ?? 1;
  const one = 1 / step; // exact: step is a power of two, at most 1
  return {
    width: records.classes.length,
    centre: 0,
    unit: step / k,
    noise: grid && new RoundedNoise(noise.law, grid.spread),
    grid,
    add(sums, members, size) {
      for (let m = 0; m < size; m += 1) sums[records.labels[members[m]]] += one;
    },
  };
}
