import * as z from 'zod';
import type { Attack } from './attack.js';
import { drawsOf } from './choices/draws-of.js';
import { classOf, classSetting, targetOf } from './choices/target.js';
import { dirtyLabel } from './triggers/dirty-label.js';
import { checkPatch, patchOf, patchSettings, stamp } from './triggers/patch.js';

const schema = z.strictObject({
  kind: z.literal('badnets'),
  target: classSetting.exactOptional().describe('class the trigger stands for; default drawn'),
  ...patchSettings,
});

/**
 * BadNets: x' = (1 - m) x + m t, y' = target, where the mask m is a small square in a corner. Success is a test image
 * of another class that is labelled as the target once it bears the patch.
 */
export const badnets: Attack<z.infer<typeof schema>> = {
  kind: 'badnets',
  summary: 'a patch in a corner stands for the target class',
  source: 'Gu, Dolan-Gavitt, Garg 2017, BadNets, arXiv:1708.06733',
  schema,
  demands: () => ({ image: true }),
  budget: () => undefined,
  cleanLabel: () => false,
  check(spec, shape) {
    checkPatch(spec, shape);
    if (spec.target !== undefined) classOf(spec.target, shape.classes);
  },
  async craft(spec, scene) {
    const patch = patchOf(spec, scene.train.image, scene.pixels);
    const trigger = (record: Float32Array): void => stamp(patch, record);
    const draws = drawsOf(scene, 'badnets');
    return dirtyLabel(scene, targetOf(spec.target, scene), draws, () => ({ trigger }), trigger);
  },
};
