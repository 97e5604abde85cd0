import type { Records } from '../../core/index.js';
import { DomainError } from '../../numerics/index.js';
import type { Attack, PixelGrid, Poisoning, Scene } from '../attack.js';
import { checkAttack, shapeOf } from './check-attack.js';
import { checkPoisoning } from './check-poisoning.js';
import { onGrid } from './quantise.js';

/**
 * The poisons of an attack as they are trained on: crafted, put on the grid of pixels, and checked against the
 * number of records and the pixel budget after that.
 *
 * @throws DomainError where scene or settings allow no such attack, or what it made breaks its terms
 */
export async function craftPoisons<Spec extends { readonly kind: string }>(
  attack: Attack<Spec>,
  spec: Spec,
  scene: Scene,
): Promise<Poisoning> {
  const { train, test, poisons, pixels } = scene;
  checkAttack(attack, spec, shapeOf(scene));
  checkRange('training record', train, pixels);
  checkRange('test record', test, pixels);
  const budget = attack.budget(spec);
  const crafted = await attack.craft(spec, scene);
  requireParts(attack.kind, crafted);
  const poisoning = onGrid(crafted, train, pixels, budget);
  checkPoisoning(poisoning, { train, poisons, pixels, budget, cleanLabel: attack.cleanLabel(spec) });
  return poisoning;
}

/** An attack of a user's own may be JavaScript, where no compiler sees that a part is missing. */
function requireParts(kind: string, { positions, features, labels, queries, told }: Poisoning): void {
  const parts = { positions, features, labels, queries, told };
  for (const [name, part] of Object.entries(parts))
    if (!(typeof part === 'object' && part !== null))
      throw new DomainError(`${name} of the poisons of ${kind}`, 'given', String(part));
}

/** Pixels beyond the range would be clamped, and the attack would be measured on other records than these. */
export function checkRange(what: string, { features, dimension }: Records, { low, high }: PixelGrid): void {
  const [least, most] = [Math.fround(low), Math.fround(high)];
  const at = features.findIndex((x) => !(x >= least && x <= most));
  if (at >= 0)
    throw new DomainError(
      'pixels',
      `a range that holds every record ([${low}, ${high}] is stated)`,
      `${features[at]} in ${what} ${Math.floor(at / dimension)}`,
    );
}
