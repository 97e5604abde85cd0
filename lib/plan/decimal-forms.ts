import type { Domain, Mechanism, Mixup } from '../core/mechanism.js';
import { type Big, big, bigNormalTail } from './decimal-normal.js';

/** A mechanism whose profile for r poisons is that of one release of plain noise. */
export interface ClosedForm {
  readonly law: 'gaussian' | 'laplace';
  /** gaussian: mu; laplace: shift over scale */
  readonly shift: Big;
}

/**
 * The closed form of r poisons where there is one, to 60 digits; undefined elsewhere. Written apart from
 * the accountants on purpose: it is what they are checked against.
 */
export function closedForm(mechanism: Mechanism, poisons: number): ClosedForm | undefined {
  const r = big(poisons);
  switch (mechanism.kind) {
    case 'additive': {
      const one = big(mechanism.sensitivity).div(big(mechanism.noise.scale)).times(r);
      if (mechanism.noise.law === 'gaussian')
        return { law: 'gaussian', shift: one.times(big(mechanism.releases).sqrt()) };
      return mechanism.releases === 1 ? { law: 'laplace', shift: one } : undefined;
    }
    case 'guarantee':
      return mechanism.form.kind === 'gdp'
        ? { law: 'gaussian', shift: big(mechanism.form.mu).times(r) }
        : undefined;
    case 'dp-sgd': {
      if (mechanism.rate !== 1) return undefined;
      const each = mechanism.adjacency === 'replace' ? 2 : 1;
      return {
        law: 'gaussian',
        shift: big(mechanism.steps).sqrt().times(each).times(r).div(big(mechanism.noiseMultiplier)),
      };
    }
    case 'mixup':
      return mixupForm(mechanism, poisons);
  }
}

function mixupForm(mechanism: Mixup, poisons: number): ClosedForm | undefined {
  const { n, k, releases, design, noise, labels, adjacency } = mechanism;
  const shift = recordShift(mechanism);
  if (shift === undefined || adjacency !== 'replace' || labels.kind === 'exposed') return undefined;
  const r = big(poisons);
  if (noise.law === 'laplace') return undefined;
  if (design === 'partition') {
    const epochs = releases / Math.floor(n / k);
    return { law: 'gaussian', shift: shift.times(r).times(big(epochs).sqrt()) };
  }
  if (design === 'balanced') {
    const appearances = (k * releases) / n;
    const squares = big(appearances).times(r).times(Math.min(k, poisons));
    return { law: 'gaussian', shift: shift.times(squares.sqrt()) };
  }
  return design === 'subsets' && k === n
    ? { law: 'gaussian', shift: shift.times(r).times(big(releases).sqrt()) }
    : undefined;
}

/**
 * Distance that one record in a mixture moves it, in units of the noise: Delta_2/(k sigma) for Gaussian and
 * Delta_1/(k b) for Laplace noise, labels included; undefined where the domain does not say.
 */
export function recordShift({ k, noise, domain, labels }: Mixup): Big | undefined {
  const diameter = noise.law === 'gaussian' ? l2Diameter(domain) : l1Diameter(domain);
  if (diameter === undefined) return undefined;
  const features = diameter.div(big(k).times(big(noise.scale)));
  if (labels.kind !== 'noised') return features;
  if (noise.law === 'laplace') return features.plus(big(2).div(big(k).times(big(labels.scale))));
  const ofLabels = big(2)
    .sqrt()
    .div(big(k).times(big(labels.scale)));
  return features.times(features).plus(ofLabels.times(ofLabels)).sqrt();
}

function l2Diameter(domain: Domain): Big | undefined {
  switch (domain.kind) {
    case 'l2-ball':
    case 'l1-ball':
      return big(domain.radius).times(2);
    case 'box':
      return big(domain.high).minus(big(domain.low)).times(big(domain.dimension).sqrt());
    case 'l2-diameter':
    case 'l1-diameter':
      return big(domain.diameter);
  }
}

function l1Diameter(domain: Domain): Big | undefined {
  const root = domain.dimension === undefined ? undefined : big(domain.dimension).sqrt();
  switch (domain.kind) {
    case 'l1-ball':
      return big(domain.radius).times(2);
    case 'l1-diameter':
      return big(domain.diameter);
    case 'box':
      return big(domain.high).minus(big(domain.low)).times(domain.dimension);
    case 'l2-ball':
      return root?.times(2).times(big(domain.radius));
    case 'l2-diameter':
      return root?.times(big(domain.diameter));
  }
}

/** delta at epsilon >= 0 of a closed form, to 60 digits. */
export function bigDelta({ law, shift }: ClosedForm, epsilon: number): Big {
  const e = big(epsilon);
  if (shift.isZero()) return big(0);
  if (law === 'laplace') {
    const rest = e.minus(shift).div(2);
    return rest.isNegative() ? big(1).minus(rest.exp()) : big(0);
  }
  const half = shift.div(2);
  const gap = e.div(shift);
  return bigNormalTail(gap.minus(half)).minus(e.exp().times(bigNormalTail(gap.plus(half))));
}

/**
 * Pure epsilon of r poisons under Laplace noise, to 60 digits: T ln sum_j h_j exp(j eta), h_j the probability
 * that j of the r are among the k of n; r eta E for epochs of a partition; r Delta_1 E / b for balanced epochs.
 * Undefined where no closed form is known here.
 */
export function bigPure(mechanism: Mechanism, poisons: number): Big | undefined {
  if (mechanism.kind === 'additive' && mechanism.noise.law === 'laplace')
    return big(mechanism.sensitivity)
      .div(big(mechanism.noise.scale))
      .times(poisons)
      .times(mechanism.releases);
  if (mechanism.kind !== 'mixup' || mechanism.noise.law !== 'laplace' || mechanism.labels.kind === 'exposed')
    return undefined;
  const eta = recordShift(mechanism);
  const { n, k, releases, design } = mechanism;
  if (eta === undefined) return undefined;
  if (design === 'partition') return eta.times(poisons).times(releases / Math.floor(n / k));
  if (design === 'balanced')
    return eta
      .times(k)
      .times(poisons)
      .times(releases / n);
  if (design === 'poisson') return undefined;
  let sum = big(0);
  for (const [j, weight] of hitWeights(n, k, poisons)) sum = sum.plus(weight.times(eta.times(j).exp()));
  return sum.ln().times(releases);
}

/** P(j of r marked records are among k drawn from n) for every j of positive weight. */
function* hitWeights(n: number, k: number, r: number): Generator<readonly [number, Big]> {
  const least = Math.max(0, k - (n - r));
  const most = Math.min(k, r);
  let weight = least === 0 ? missWeight(n, k, r) : binomial(r, least).div(binomial(n, k));
  for (let j = least; j <= most; j += 1) {
    yield [j, weight];
    weight = weight
      .times(k - j)
      .times(r - j)
      .div(big(j + 1).times(n - r - k + j + 1));
  }
}

/** C(n - r, k) / C(n, k), symmetric in k and r; n - r >= k. */
function missWeight(n: number, k: number, r: number): Big {
  const [few, many] = [Math.min(k, r), Math.max(k, r)];
  let weight = big(1);
  for (let i = 0; i < few; i += 1) weight = weight.times(n - many - i).div(n - i);
  return weight;
}

function binomial(n: number, k: number): Big {
  let value = big(1);
  for (let i = 0; i < Math.min(k, n - k); i += 1) value = value.times(n - i).div(i + 1);
  return value;
}
