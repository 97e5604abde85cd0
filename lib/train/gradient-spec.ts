import { above, atLeast, DomainError, integer } from '../numerics/check.js';
import type { GradientSpec } from './learner.js';

const OPTIMIZERS: readonly GradientSpec['optimizer'][] = ['sgd', 'momentum', 'adam'];

/**
 * Chosen on digits, clean and as mixtures (k = 4, sigma = .4, 4n of them): a network that fits clean records best
 * learns the noise of mixtures by heart, so the passes are few and the weights decay.
 */
const DEFAULTS: Readonly<Record<GradientSpec['kind'], Omit<GradientSpec, 'kind'>>> = {
  softmax: { epochs: 30, batch: 256, optimizer: 'momentum', rate: 0.02, decay: 0.1, hidden: [] },
  mlp: { epochs: 20, batch: 256, optimizer: 'adam', rate: 0.001, decay: 1, hidden: [128] },
  cnn: { epochs: 20, batch: 128, optimizer: 'adam', rate: 0.001, decay: 1, hidden: [16, 32] },
};

/**
 * A complete spec: what is not given gets its default.
 * @throws DomainError
 */
export function gradientSpec(
  kind: GradientSpec['kind'],
  given: Partial<Omit<GradientSpec, 'kind'>> = {},
): GradientSpec {
  const spec: GradientSpec = { kind, ...DEFAULTS[kind], ...given };
  checkGradientSpec(spec);
  return spec;
}

/** Requires a spec that can be trained. @throws DomainError */
export function checkGradientSpec(spec: GradientSpec): void {
  const { kind, epochs, batch, optimizer, rate, decay, hidden } = spec;
  integer(1, 1e6, { epochs });
  integer(1, 1e9, { batch });
  above(0, { rate });
  atLeast(0, { decay });
  if (!(rate * decay < 1)) throw new DomainError('decay', 'below 1 / rate', decay);
  if (!OPTIMIZERS.includes(optimizer)) throw new DomainError('optimizer', OPTIMIZERS.join(' or '), optimizer);
  for (const units of hidden) integer(1, 1e6, { hidden: units });
  if ((kind === 'softmax') !== (hidden.length === 0))
    throw new DomainError(
      'hidden',
      kind === 'softmax' ? 'empty for softmax' : `at least one layer for ${kind}`,
      hidden,
    );
}
