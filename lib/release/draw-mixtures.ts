import type { DomainRecords, Mixtures, Mixup } from '../core/index.js';
import type { Bits } from '../random/bits.js';
import { checkRelease } from './check-release.js';
import type { Grid } from './grid.js';
import { MixtureStream } from './mixture-stream.js';
import { featurePart, labelPart } from './part.js';

/** A mechanism and its records, checked and laid on their grids: releases are drawn from it, as many as wanted. */
export interface Release {
  readonly mechanism: Mixup;
  readonly grids: {
    readonly features: Grid;
    /** undefined where labels are exposed */
    readonly labels: Grid | undefined;
  };
  /** One whole release, piece by piece. */
  stream(bits: Bits): MixtureStream;
  /** One whole release: all T mixtures. */
  draw(bits: Bits): Mixtures;
}

/**
 * The release mechanism that the accountant accounts for, on these records:
 *
 *   mixture t = centre + (1/k) (sum over the group S_t of (x_i - centre) + k Z_t),   Z_t of mechanism.noise
 *
 * and one-hot labels likewise about 0 with noise of labels.scale, or without noise where they are exposed. The
 * groups follow mechanism.design; records are rounded to a grid inside the domain first, and the noise of the
 * sum is rounded to that grid, drawn exactly. For every group of k the value is the mean of the records plus
 * noise; under 'poisson' the group's size varies and the divisor stays k.
 *
 * A privacy claim needs secureBits(). Whoever knows the seed of seeded bits can take the noise off.
 *
 * @throws DomainError       where mechanism and records disagree, or a value is outside its range
 * @throws UnsupportedError  labels 'in-record'; a bare diameter as the domain
 * @proof proofs/rounded-noise.md, proofs/sampling-designs.md
 */
export function prepareRelease(mechanism: Mixup, records: DomainRecords): Release {
  checkRelease(mechanism, records);
  const features = featurePart(mechanism, records);
  const labels = labelPart(mechanism, records);
  const stream = (bits: Bits): MixtureStream => new MixtureStream(mechanism, features, labels, bits);
  return {
    mechanism,
    grids: { features: features.grid, labels: labels.grid },
    stream,
    draw: (bits) => stream(bits).next(mechanism.releases) as Mixtures,
  };
}

/** All mixtures of one release. @see prepareRelease, which is quicker for many releases of the same records */
export function drawMixtures(mechanism: Mixup, records: DomainRecords, bits: Bits): Mixtures {
  return prepareRelease(mechanism, records).draw(bits);
}

/** One release in constant memory, whatever the number of mixtures. @see prepareRelease */
export function mixtureStream(mechanism: Mixup, records: DomainRecords, bits: Bits): MixtureStream {
  return prepareRelease(mechanism, records).stream(bits);
}
