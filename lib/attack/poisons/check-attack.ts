import { DomainError, finite, integer } from '../../numerics/index.js';
import type { Attack, PixelGrid, Scene, SceneShape } from '../attack.js';

/**
 * What can be found wrong with an attack before any work: zero poisons, more than there are records, no images where
 * it needs them, and what its own check finds.
 *
 * @throws DomainError
 */
export function checkAttack<Spec extends { readonly kind: string }>(
  attack: Attack<Spec>,
  spec: Spec,
  shape: SceneShape,
): void {
  integer(1, shape.records, { poisons: shape.poisons });
  integer(2, 65_535, { classes: shape.classes.length });
  checkGrid(shape.pixels);
  if (attack.demands(spec).image === true && shape.image === undefined)
    throw new DomainError(attack.kind, 'used on records that are images', 'records without an image shape');
  attack.check?.(spec, shape);
}

/** What is known of a scene before the records are looked at. */
export function shapeOf({ train, poisons, pixels }: Scene): SceneShape {
  const { count, dimension, classes, image } = train;
  return {
    records: count,
    dimension,
    classes,
    ...(image === undefined ? {} : { image }),
    poisons,
    pixels,
  };
}

/** @throws DomainError unless the grid has a range, and two levels or more */
export function checkGrid({ low, high, levels }: PixelGrid): void {
  finite({ 'pixels.low': low, 'pixels.high': high });
  if (!(low < high)) throw new DomainError('pixels.high', `above pixels.low = ${low}`, high);
  if (levels !== undefined) integer(2, 2 ** 24, { 'pixels.levels': levels });
}
