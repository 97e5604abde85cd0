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
  const poisoning = onGrid(await attack.craft(spec, scene), train, pixels, budget);
  checkPoisoning(poisoning, { train, poisons, pixels, budget, cleanLabel: attack.cleanLabel(spec) });
  return poisoning;
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
