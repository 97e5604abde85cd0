import type { Domain, Mechanism } from '../core/index.js';
import { epochOf } from './mixup-arbitrary.js';

/** Releases of a mechanism in whole epochs, and the same mechanism with another number of them. */
export interface Epochs {
  readonly count: number;
  with(count: number): Mechanism;
}

/** undefined for a guarantee, which does not say what it is made of */
export function epochsOf(mechanism: Mechanism): Epochs | undefined {
  switch (mechanism.kind) {
    case 'mixup': {
      const epoch = epochOf(mechanism.design, mechanism.n, mechanism.k);
      return {
        count: mechanism.releases / epoch,
        with: (count) => ({ ...mechanism, releases: count * epoch }),
      };
    }
    case 'additive':
      return { count: mechanism.releases, with: (releases) => ({ ...mechanism, releases }) };
    case 'dp-sgd':
      return { count: mechanism.steps, with: (steps) => ({ ...mechanism, steps }) };
    case 'guarantee':
      return undefined;
  }
}

/** The mechanism with every noise scale multiplied, that of the labels included. */
export function withNoise(mechanism: Mechanism, factor: number): Mechanism | undefined {
  switch (mechanism.kind) {
    case 'mixup': {
      const { noise, labels } = mechanism;
      return {
        ...mechanism,
        noise: { ...noise, scale: noise.scale * factor },
        labels: labels.kind === 'noised' ? { ...labels, scale: labels.scale * factor } : labels,
      };
    }
    case 'additive':
      return { ...mechanism, noise: { ...mechanism.noise, scale: mechanism.noise.scale * factor } };
    case 'dp-sgd':
      return { ...mechanism, noiseMultiplier: mechanism.noiseMultiplier * factor };
    case 'guarantee':
      return undefined;
  }
}

/** The mechanism in other units of length: records and their noise multiplied alike. */
export function inUnits(mechanism: Mechanism, factor: number): Mechanism | undefined {
  if (mechanism.kind === 'mixup') {
    const { noise, domain } = mechanism;
    return { ...mechanism, noise: { ...noise, scale: noise.scale * factor }, domain: scaled(domain, factor) };
  }
  if (mechanism.kind === 'additive') {
    const { noise, sensitivity } = mechanism;
    return {
      ...mechanism,
      noise: { ...noise, scale: noise.scale * factor },
      sensitivity: sensitivity * factor,
    };
  }
  return undefined;
}

function scaled(domain: Domain, factor: number): Domain {
  switch (domain.kind) {
    case 'l2-ball':
    case 'l1-ball':
      return { ...domain, radius: domain.radius * factor };
    case 'l2-diameter':
    case 'l1-diameter':
      return { ...domain, diameter: domain.diameter * factor };
    case 'box':
      return { ...domain, low: domain.low * factor, high: domain.high * factor };
  }
}
