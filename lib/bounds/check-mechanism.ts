import { epochsOf, type Mechanism, type Mixup } from '../core/index.js';
import { above, atLeast, DomainError, integer } from '../numerics/index.js';

const LARGEST_COUNT = 1e9;

/**
 * Requires every field of a mechanism to lie in its range.
 * @throws DomainError naming the field, its rule and the value
 */
export function checkMechanism(mechanism: Mechanism): void {
  switch (mechanism.kind) {
    case 'mixup':
      checkMixup(mechanism);
      return;
    case 'additive':
      above(0, { scale: mechanism.noise.scale });
      above(0, { sensitivity: mechanism.sensitivity });
      integer(1, LARGEST_COUNT, { releases: mechanism.releases });
      return;
    case 'dp-sgd':
      if (!(mechanism.rate > 0 && mechanism.rate <= 1))
        throw new DomainError('rate', 'in (0, 1]', mechanism.rate);
      above(0, { noiseMultiplier: mechanism.noiseMultiplier });
      integer(1, LARGEST_COUNT, { steps: mechanism.steps });
      return;
    case 'guarantee':
      checkGuarantee(mechanism.form);
      return;
  }
}

function checkMixup({ n, k, releases, design, noise, labels }: Mixup): void {
  integer(2, LARGEST_COUNT, { n });
  integer(1, n, { k });
  integer(1, LARGEST_COUNT, { releases });
  above(0, { scale: noise.scale });
  if (labels.kind === 'noised') above(0, { 'label scale': labels.scale });
  epochsOf({ design, n, k, releases });
}

function checkGuarantee(form: Extract<Mechanism, { kind: 'guarantee' }>['form']): void {
  switch (form.kind) {
    case 'gdp':
      atLeast(0, { mu: form.mu });
      return;
    case 'epsilon-delta':
      atLeast(0, { epsilon: form.epsilon });
      if (!(form.delta >= 0 && form.delta < 1)) throw new DomainError('delta', 'in [0, 1)', form.delta);
      return;
    case 'renyi':
      sameLength('divergences', form.orders, form.divergences);
      for (const order of form.orders) above(1, { order });
      for (const divergence of form.divergences) atLeast(0, { divergence });
      return;
    case 'profile':
      sameLength('deltas', form.epsilons, form.deltas);
      for (const epsilon of form.epsilons) atLeast(0, { epsilon });
      for (const delta of form.deltas)
        if (!(delta >= 0 && delta <= 1)) throw new DomainError('delta', 'in [0, 1]', delta);
  }
}

function sameLength(name: string, first: readonly number[], second: readonly number[]): void {
  if (!(first.length > 0 && first.length === second.length))
    throw new DomainError(
      name,
      `as many as the ${first.length} values beside them, at least one`,
      second.length,
    );
}
