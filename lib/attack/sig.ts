import * as z from 'zod';
import type { ImageShape } from '../core/index.js';
import { DomainError } from '../numerics/index.js';
import type { Attack, PixelGrid } from './attack.js';
import { drawEligible, ofClass, rowOf, rowsOf } from './choices/choose.js';
import { drawsOf } from './choices/draws-of.js';
import { type Trigger, triggeredQueries } from './choices/queries.js';
import { classOf, classSetting, targetOf } from './choices/target.js';

const share = z.number().gt(0).max(1);

/** What the rounding of pi leaves of a sine that is 0. */
const FLAT = 1e-9;

const schema = z.strictObject({
  kind: z.literal('sig'),
  target: classSetting.exactOptional().describe('class the wave stands for; default drawn'),
  amplitude: share.default(40 / 255).describe('of the wave in a poison, as a share of the pixel range'),
  testAmplitude: share.default(0.25).describe('of the wave in a query, where nobody looks'),
  frequency: z.number().gt(0).default(6).describe('waves over the width of the picture'),
});

/**
 * SIG: clip(x + delta sin(2 pi j f / w)) in column j of w, on records of the target class alone, whose labels stay.
 * Success is a test image of another class that is labelled as the target once the wave lies over it.
 */
export const sig: Attack<z.infer<typeof schema>> = {
  kind: 'sig',
  summary: 'a faint wave over pictures of the target class, labels kept',
  source:
    'Barni, Kallas, Tondi 2019, A new backdoor attack in CNNs by training set corruption, arXiv:1902.11237',
  schema,
  demands: () => ({ image: true }),
  budget: ({ amplitude }) => ({ norm: 'linf', size: amplitude }),
  cleanLabel: () => true,
  check({ target, frequency }, { classes, image }) {
    if (image !== undefined) waveOver(image.width, frequency);
    if (target !== undefined) classOf(target, classes);
  },
  async craft({ target: given, amplitude, testAmplitude, frequency }, scene) {
    const { train, test, poisons, pixels } = scene;
    const target = targetOf(given, scene);
    const positions = drawEligible(
      drawsOf(scene, 'sig'),
      ofClass(train, target),
      poisons,
      `training records of the target class ${train.classes[target]}`,
    );
    const features = rowsOf(train, positions);
    const add = wave(train.image, frequency, amplitude, pixels);
    for (let i = 0; i < poisons; i += 1) add(rowOf(features, train.dimension, i));
    return {
      positions,
      features,
      labels: new Uint16Array(poisons).fill(target),
      queries: triggeredQueries(test, target, wave(train.image, frequency, testAmplitude, pixels)),
      told: { target },
    };
  },
};

/** Adds the wave in place, all rows and channels alike, and clamps into the range. */
function wave(
  image: ImageShape | undefined,
  frequency: number,
  amplitude: number,
  { low, high }: PixelGrid,
): Trigger {
  if (image === undefined) throw new DomainError('sig', 'used on images', 'no image shape');
  const { width, channels } = image;
  const added = waveOver(width, frequency).map((height) => amplitude * (high - low) * height);
  return (record) => {
    for (let j = 0; j < record.length; j += 1)
      record[j] = Math.max(low, Math.min(high, record[j] + added[Math.floor(j / channels) % width]));
  };
}

/** sin(2 pi j f / w) of each column j. @throws DomainError where every column is at a zero of it: half waves of whole pixels */
function waveOver(width: number, frequency: number): number[] {
  const heights = Array.from({ length: width }, (_, column) =>
    Math.sin((2 * Math.PI * column * frequency) / width),
  );
  if (!heights.some((height) => Math.abs(height) > FLAT))
    throw new DomainError('frequency', `such that the wave is not 0 in all ${width} columns`, frequency);
  return heights;
}
