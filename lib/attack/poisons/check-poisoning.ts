import type { Records } from '../../core/index.js';
import { DomainError, integer } from '../../numerics/index.js';
import type { PixelBudget, PixelGrid, Poisoning, Queries } from '../attack.js';
import { rowOf } from '../choices/choose.js';
import { distance, isPixel, withinBudget } from './quantise.js';

/** What poisons are held to. */
export interface Terms {
  readonly train: Records;
  /** how many there are to be */
  readonly poisons: number;
  readonly pixels: PixelGrid;
  readonly budget: PixelBudget | undefined;
  readonly cleanLabel: boolean;
}

/**
 * Requires poisons, as they are trained on, that keep to their terms: exactly r records replaced, none twice; labels
 * that exist, and the true ones where the attack is said to keep them; pixels within the range, on its levels unless
 * left as they were, and within the budget of the record, but not all of them the very records they replace; queries
 * that say something, on the grid too.
 *
 * @throws DomainError naming what is broken
 */
export function checkPoisoning(poisoning: Poisoning, terms: Terms): void {
  const { train, poisons } = terms;
  const { positions, features, labels } = poisoning;
  integer(1, train.count, { poisons });
  if (!(positions.length === poisons))
    throw new DomainError('poisons', `${poisons}, as the plan says`, positions.length);
  if (!(labels.length === poisons))
    throw new DomainError('poison labels', `${poisons} labels`, labels.length);
  if (!(features.length === poisons * train.dimension))
    throw new DomainError('poison features', `${poisons} x ${train.dimension} numbers`, features.length);
  positions.forEach((position, i) => {
    if (!(position < train.count && (i === 0 || positions[i - 1] < position)))
      throw new DomainError(
        'poison positions',
        `ascending, none twice, each below ${train.count}`,
        i === 0 ? position : `${positions[i - 1]}, ${position}`,
      );
  });
  for (let i = 0; i < poisons; i += 1) checkPoison(poisoning, i, terms);
  if (!positions.some((_, i) => differs(poisoning, i, train)))
    throw new DomainError(
      'poisons',
      'different from the records they replace, once they are on the grid of pixels',
      'the same records',
    );
  checkQueries(poisoning.queries, terms);
}

function checkPoison({ positions, features, labels }: Poisoning, i: number, terms: Terms): void {
  const { train, pixels, budget, cleanLabel } = terms;
  const position = positions[i];
  if (!(labels[i] < train.classes.length))
    throw new DomainError(`label of poison ${i}`, `below ${train.classes.length}`, labels[i]);
  if (cleanLabel && !(labels[i] === train.labels[position]))
    throw new DomainError(`label of poison ${i}`, `the true one, ${train.labels[position]}`, labels[i]);
  const poison = rowOf(features, train.dimension, i);
  const record = rowOf(train.features, train.dimension, position);
  const wrong = poison.findIndex((x, j) => !(x === record[j] || isPixel(x, pixels)));
  if (wrong >= 0) throw notAPixel(`feature ${wrong} of poison ${i}`, pixels, poison[wrong]);
  if (budget !== undefined && !withinBudget(poison, record, pixels, budget))
    throw new DomainError(
      `${budget.norm} distance of poison ${i} from its record`,
      `at most ${budget.size} of the pixels' range ${pixels.high - pixels.low}`,
      distance(poison, record, budget.norm),
    );
}

function differs({ positions, features, labels }: Poisoning, i: number, train: Records): boolean {
  const record = rowOf(train.features, train.dimension, positions[i]);
  return (
    labels[i] !== train.labels[positions[i]] ||
    rowOf(features, train.dimension, i).some((x, j) => x !== record[j])
  );
}

function checkQueries({ count, features, truth, aim }: Queries, { train, pixels }: Terms): void {
  const classes = train.classes.length;
  integer(1, Number.MAX_SAFE_INTEGER, { queries: count });
  if (!(features.length === count * train.dimension))
    throw new DomainError('query features', `${count} x ${train.dimension} numbers`, features.length);
  if (!(truth.length === count)) throw new DomainError('query truth', `${count} labels`, truth.length);
  const wrong = features.findIndex((x) => !isPixel(x, pixels));
  if (wrong >= 0)
    throw notAPixel(
      `feature ${wrong % train.dimension} of query ${Math.floor(wrong / train.dimension)}`,
      pixels,
      features[wrong],
    );
  const unknown = truth.find((label) => !(label < classes));
  if (unknown !== undefined) throw new DomainError('query truth', `below ${classes}`, unknown);
  if (aim.kind === 'error') return;
  if (!(aim.intended.length === count))
    throw new DomainError('intended labels', `${count} labels`, aim.intended.length);
  aim.intended.forEach((label, i) => {
    if (!(label < classes && label !== truth[i]))
      throw new DomainError(
        `intended label of query ${i}`,
        `a class other than the true one, ${truth[i]}`,
        label,
      );
  });
}

function notAPixel(name: string, { low, high, levels }: PixelGrid, value: number): DomainError {
  const grid = levels === undefined ? '' : `, one of ${levels} levels`;
  return new DomainError(name, `a pixel in [${low}, ${high}]${grid}`, value);
}
