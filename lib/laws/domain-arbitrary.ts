import * as fc from 'fast-check';
import type { Domain } from '../core/index.js';
import { logInteger, logUniform, uniform } from './numbers.js';

/**
 * Record domains, all with their dimension stated, so that either norm is defined.
 * @param centred  only those with a public centre: balls and boxes
 */
export function domainArbitrary(centred: boolean): fc.Arbitrary<Domain> {
  const size = logUniform(0.1, 10);
  const dimension = logInteger(1, 100);
  const balls: fc.Arbitrary<Domain>[] = [
    fc.record({ kind: fc.constantFrom('l2-ball' as const, 'l1-ball' as const), radius: size, dimension }),
    fc.record({ middle: uniform(-5, 5), side: size, dimension }).map(({ middle, side, dimension }) => ({
      kind: 'box',
      low: middle - side / 2,
      high: middle + side / 2,
      dimension,
    })),
  ];
  const bare = fc.record({
    kind: fc.constantFrom('l2-diameter' as const, 'l1-diameter' as const),
    diameter: size,
    dimension,
  });
  return centred ? fc.oneof(...balls) : fc.oneof(...balls, bare);
}

/** About the largest distance between two records, L2 or L1: to choose a noise by, not to rest a bound on. */
export function approximateDiameter(domain: Domain, norm: 'l1' | 'l2'): number {
  const dimension = domain.dimension ?? 1;
  const side = norm === 'l1' ? Math.sqrt(dimension) : 1;
  switch (domain.kind) {
    case 'l2-ball':
      return 2 * domain.radius * side;
    case 'l2-diameter':
      return domain.diameter * side;
    case 'l1-ball':
      return 2 * domain.radius;
    case 'l1-diameter':
      return domain.diameter;
    case 'box':
      return (domain.high - domain.low) * (norm === 'l1' ? dimension : Math.sqrt(dimension));
  }
}
