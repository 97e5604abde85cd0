import * as fc from 'fast-check';
import type { Additive, DpSgd, Mechanism } from '../core/index.js';
import { guaranteeArbitrary } from './guarantee-arbitrary.js';
import { mixupArbitrary } from './mixup-arbitrary.js';
import { logInteger, logUniform } from './numbers.js';
import { DEFAULT_SIZES, type Sizes } from './sizes.js';

/** Plain Gaussian and Laplace releases with a shift between 0.01 and 3 noise units. */
export function additiveArbitrary({ releases }: Sizes = DEFAULT_SIZES): fc.Arbitrary<Additive> {
  return fc.record({
    kind: fc.constant('additive' as const),
    noise: fc.record({
      law: fc.constantFrom('gaussian' as const, 'laplace' as const),
      scale: logUniform(0.3, 100),
    }),
    sensitivity: logUniform(0.5, 1),
    releases: logInteger(1, releases),
    adjacency: fc.constantFrom('replace' as const, 'add-remove' as const),
  });
}

/** DP-SGD with a rate between 0.001 and 1. */
export function dpSgdArbitrary({ releases }: Sizes = DEFAULT_SIZES): fc.Arbitrary<DpSgd> {
  return fc.record({
    kind: fc.constant('dp-sgd' as const),
    rate: logUniform(1e-3, 1),
    noiseMultiplier: logUniform(0.5, 8),
    steps: logInteger(1, releases),
    adjacency: fc.constantFrom('replace' as const, 'add-remove' as const),
  });
}

/**
 * Valid mechanisms of every kind, of a size that an accountant answers in milliseconds. Cells for which nothing
 * is proved (mixup.md's refusals: a bare diameter under poisson, partition under add-remove, ...) are left out.
 */
export function mechanismArbitrary(sizes: Sizes = DEFAULT_SIZES): fc.Arbitrary<Mechanism> {
  return fc.oneof(
    { weight: 6, arbitrary: mixupArbitrary(sizes) },
    { weight: 1, arbitrary: additiveArbitrary(sizes) },
    { weight: 2, arbitrary: dpSgdArbitrary(sizes) },
    { weight: 1, arbitrary: guaranteeArbitrary() },
  );
}
