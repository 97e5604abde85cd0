import * as z from 'zod';
import type { Records } from '../core/index.js';
import { DomainError } from '../numerics/index.js';
import type { Draws } from '../random/index.js';
import type { Attack, Poisoning, Scene } from './attack.js';
import { drawEligible, everywhere, notOfClass, rowOf } from './choices/choose.js';
import { byNearestMean } from './choices/class-means.js';
import { drawsOf } from './choices/draws-of.js';
import { oneQuery } from './choices/queries.js';
import { classOf, classSetting } from './choices/target.js';

const schema = z.strictObject({
  kind: z.literal('canary'),
  canary: z.enum(['mislabelled', 'outlier']).default('mislabelled'),
  label: classSetting
    .exactOptional()
    .describe('wrong label of the canary; default drawn, or the least likely class'),
});

type Spec = z.infer<typeof schema>;

/** One input, the class it belongs to as far as it has one, and the wrong label that it is inserted under. */
export interface Canary {
  readonly record: Float32Array;
  readonly truth: number;
  readonly label: number;
}

/**
 * Canary insertion: r copies of one input under a wrong label take the place of records drawn uniformly; success is
 * that the model answers the canary with that label. 'mislabelled': a test record, so the model has not seen it under
 * its true label; 'outlier': every pixel lowest or highest by a fair coin, whose truth is the class of the nearest mean.
 */
export const canary: Attack<Spec> = {
  kind: 'canary',
  summary: 'one input under a wrong label, to be remembered',
  source:
    'Carlini, Liu, Erlingsson, Kos, Song 2019, The secret sharer; Nasr et al. 2021, Adversary instantiation',
  schema,
  demands: () => ({}),
  budget: () => undefined,
  cleanLabel: () => false,
  check(spec, shape) {
    if (spec.label !== undefined) classOf(spec.label, shape.classes, 'label');
  },
  async craft(spec, scene) {
    const draws = drawsOf(scene, 'canary');
    const made =
      spec.canary === 'outlier' ? outlier(spec, scene, draws) : mislabelled(spec, scene.test, draws);
    return inserted(made, scene, draws);
  },
};

/** r copies of a canary in the place of records drawn uniformly, and the question whether it is remembered. */
export function inserted(
  { record, truth, label }: Canary,
  { train, poisons }: Scene,
  draws: Draws,
): Poisoning {
  const positions = drawEligible(draws, everywhere(train), poisons, 'training records');
  const features = new Float32Array(poisons * train.dimension);
  for (let i = 0; i < poisons; i += 1) features.set(record, i * train.dimension);
  return {
    positions,
    features,
    labels: new Uint16Array(poisons).fill(label),
    queries: oneQuery(record, truth, label),
    told: { truth, label },
  };
}

function mislabelled(spec: Spec, test: Records, draws: Draws): Canary {
  const given = spec.label === undefined ? undefined : classOf(spec.label, test.classes, 'label');
  const eligible = given === undefined ? everywhere(test) : notOfClass(test, given);
  if (!(eligible.length > 0))
    throw new DomainError('canary', 'a test record of another class than its label', 'none');
  const at = eligible[draws.below(eligible.length)];
  const truth = test.labels[at];
  const label = given ?? (truth + 1 + draws.below(test.classes.length - 1)) % test.classes.length;
  return { record: rowOf(test.features, test.dimension, at), truth, label };
}

function outlier(spec: Spec, { train, pixels }: Scene, draws: Draws): Canary {
  const record = Float32Array.from({ length: train.dimension }, () =>
    draws.below(2) === 1 ? pixels.high : pixels.low,
  );
  const classes = byNearestMean(train, record);
  const label =
    spec.label === undefined ? classes[classes.length - 1] : classOf(spec.label, train.classes, 'label');
  const truth = classes[0] === label ? classes[1] : classes[0];
  return { record, truth, label };
}
