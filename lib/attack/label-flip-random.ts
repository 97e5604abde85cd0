import * as z from 'zod';
import type { Attack } from './attack.js';
import { drawEligible, everywhere, rowsOf } from './choices/choose.js';
import { drawsOf } from './choices/draws-of.js';
import { errorQueries } from './choices/queries.js';

const schema = z.strictObject({ kind: z.literal('label-flip') });

/** Labels of uniformly drawn records become a uniform other class; the pixels stay. Any wrong answer is a success. */
export const labelFlipRandom: Attack<z.infer<typeof schema>> = {
  kind: 'label-flip',
  summary: 'random records get a random wrong label',
  source: 'Biggio, Nelson, Laskov 2011, Support vector machines under adversarial label noise',
  schema,
  demands: () => ({}),
  budget: () => undefined,
  cleanLabel: () => false,
  async craft(_spec, scene) {
    const { train, test, poisons } = scene;
    const draws = drawsOf(scene, 'label-flip');
    const positions = drawEligible(draws, everywhere(train), poisons, 'training records');
    const others = train.classes.length - 1;
    const labels = Uint16Array.from(
      positions,
      (position) => (train.labels[position] + 1 + draws.below(others)) % train.classes.length,
    );
    return { positions, features: rowsOf(train, positions), labels, queries: errorQueries(test), told: {} };
  },
};
