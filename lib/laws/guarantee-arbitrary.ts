import * as fc from 'fast-check';
import type { Guarantee } from '../core/index.js';
import { logUniform, uniform } from './numbers.js';

/** Guarantees from elsewhere; curves and profiles are those that some mechanism can have. */
export function guaranteeArbitrary(): fc.Arbitrary<Guarantee> {
  const mu = logUniform(0.01, 4);
  const form: fc.Arbitrary<Guarantee['form']> = fc.oneof(
    mu.map((value) => ({ kind: 'gdp' as const, mu: value })),
    fc.record({
      kind: fc.constant('epsilon-delta' as const),
      epsilon: uniform(0, 5),
      delta: fc.oneof(fc.constant(0), logUniform(1e-12, 0.1)),
    }),
    fc
      .tuple(mu, fc.uniqueArray(fc.integer({ min: 2, max: 256 }), { minLength: 1, maxLength: 8 }))
      .map(gaussianOrders),
    fc
      .tuple(mu, fc.uniqueArray(fc.integer({ min: 0, max: 40 }), { minLength: 1, maxLength: 8 }))
      .map(([scale, steps]) => exponentialPoints(scale, steps)),
  );
  return fc.record({
    kind: fc.constant('guarantee' as const),
    adjacency: fc.constantFrom('replace' as const, 'add-remove' as const),
    form,
  });
}

/** Renyi divergence a mu^2/2 at some orders a. */
function gaussianOrders([mu, orders]: readonly [number, readonly number[]]): Guarantee['form'] {
  const sorted = orders.toSorted((a, b) => a - b);
  return { kind: 'renyi', orders: sorted, divergences: sorted.map((order) => (order * mu * mu) / 2) };
}

/** Some points of the Laplace profile 1 - exp((e - eta)/2) at steps of eta/40. */
function exponentialPoints(eta: number, steps: readonly number[]): Guarantee['form'] {
  const epsilons = steps.toSorted((a, b) => a - b).map((step) => (step / 40) * eta);
  return { kind: 'profile', epsilons, deltas: epsilons.map((e) => Math.max(0, -Math.expm1((e - eta) / 2))) };
}
