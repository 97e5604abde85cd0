import { type Domain, UnsupportedError } from '../core/index.js';
import { above, DomainError, finite, integer } from '../numerics/index.js';

export type Norm = 'l1' | 'l2';

/** Rounds up by more than the few roundings made here. */
const UP = 1 + 2 ** -49;

/**
 * The largest distance between two records of the domain, in the units of the records, rounded up.
 *
 * An L2 bound becomes an L1 bound by the factor sqrt(dimension), which the domain must then state; an L1
 * bound is also an L2 bound.
 *
 * @throws DomainError       on a value outside its range
 * @throws UnsupportedError  where the dimension is needed and not given
 * @proof proofs/diameter.md
 */
export function diameter(domain: Domain, norm: Norm): number {
  checkDomain(domain);
  switch (domain.kind) {
    case 'l2-ball':
      return norm === 'l2' ? 2 * domain.radius : 2 * domain.radius * rootDimension(domain);
    case 'l2-diameter':
      return norm === 'l2' ? domain.diameter : domain.diameter * rootDimension(domain);
    case 'l1-ball':
      return 2 * domain.radius;
    case 'l1-diameter':
      return domain.diameter;
    case 'box': {
      const side = (domain.high - domain.low) * UP;
      return norm === 'l1' ? side * domain.dimension * UP : side * Math.sqrt(domain.dimension) * UP;
    }
  }
}

/**
 * The largest distance of a record from the public centre of the domain (0 of a ball, the middle of a box),
 * rounded up.
 *
 * @throws DomainError       on a value outside its range
 * @throws UnsupportedError  for a bare diameter, which says nothing about a centre
 * @proof proofs/diameter.md
 */
export function radius(domain: Domain, norm: Norm): number {
  if (domain.kind === 'l2-diameter' || domain.kind === 'l1-diameter')
    throw new UnsupportedError(
      `domain ${domain.kind} states a diameter, but this design needs a radius about a public centre: ` +
        'use l2-ball, l1-ball or box',
    );
  return diameter(domain, norm) / 2;
}

function rootDimension(domain: { kind: string; dimension?: number }): number {
  if (domain.dimension === undefined)
    throw new UnsupportedError(
      `domain ${domain.kind} bounds the L2 norm, but laplace noise needs an L1 bound: ` +
        'state the dimension, or use l1-ball, l1-diameter or box',
    );
  return Math.sqrt(domain.dimension) * UP;
}

function checkDomain(domain: Domain): void {
  if (domain.dimension !== undefined) integer(1, 2 ** 31, { dimension: domain.dimension });
  switch (domain.kind) {
    case 'l2-ball':
    case 'l1-ball':
      above(0, { radius: domain.radius });
      return;
    case 'l2-diameter':
    case 'l1-diameter':
      above(0, { diameter: domain.diameter });
      return;
    case 'box':
      finite({ low: domain.low, high: domain.high });
      if (!(domain.high > domain.low)) throw new DomainError('high', `> low = ${domain.low}`, domain.high);
      integer(1, 2 ** 31, { dimension: domain.dimension });
  }
}
