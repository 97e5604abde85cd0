import * as z from 'zod';
import { DomainError, integer } from '../../numerics/index.js';
import type { Scene } from '../attack.js';
import { drawsOf } from './draws-of.js';

/** A class as it stands in a plan: its name or, if no class has that name, its place among the classes. */
export const classSetting = z.union([z.int().min(0), z.string().min(1)]);

/**
 * The place of a class among the classes. A name comes first, also where names are numbers: of the classes 1, 2, 3,
 * `1` is the first and not the second. What is no name but a whole number is a place, from 0.
 *
 * @throws DomainError
 */
export function classOf(given: number | string, classes: readonly string[], name = 'target'): number {
  const named = classes.indexOf(String(given));
  const index = named >= 0 ? named : /^\d+$/.test(String(given)) ? Number(given) : Number.NaN;
  if (!(index < classes.length)) {
    const few = classes.slice(0, 10).join(', ');
    const names = `${few}${classes.length > 10 ? ', ...' : ''}`;
    throw new DomainError(name, `a class: 0 to ${classes.length - 1} or one of ${names}`, given);
  }
  return index;
}

/** The class the attacker wants: as given, else drawn from the seed, the same for all attacks of one scene. */
export function targetOf(given: number | string | undefined, scene: Pick<Scene, 'train' | 'seed'>): number {
  const { classes } = scene.train;
  if (given !== undefined) return classOf(given, classes);
  integer(2, 65_535, { classes: classes.length });
  return drawsOf(scene, 'target class').below(classes.length);
}
