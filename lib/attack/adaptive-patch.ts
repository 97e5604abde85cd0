import * as z from 'zod';
import type { Attack } from './attack.js';
import { drawsOf } from './choices/draws-of.js';
import { classOf, classSetting, targetOf } from './choices/target.js';
import { coverRule, coverSetting } from './triggers/cover.js';
import { dirtyLabel } from './triggers/dirty-label.js';
import { CORNERS, checkPatch, patchOf, patchSettings, stamp } from './triggers/patch.js';

const schema = z.strictObject({
  kind: z.literal('adaptive-patch'),
  target: classSetting.exactOptional().describe('class the patches stand for; default drawn'),
  size: patchSettings.size,
  pattern: patchSettings.pattern,
  opacity: z.number().gt(0).max(1).default(0.5).describe('of the one patch that a poison shows'),
  cover: coverSetting(2 / 3),
});

/**
 * Adaptive patch: each poison shows one of four patches, faintly, and a share of them keep their true label, so that
 * poisons do not stand apart in the network's features. Queries show all four at full opacity, where the authors' own
 * code shows two.
 */
export const adaptivePatch: Attack<z.infer<typeof schema>> = {
  kind: 'adaptive-patch',
  summary: 'one faint patch of four, some under the true label; all four at test time',
  source:
    'Qi, Xie, Li, Mahloujifar, Mittal 2023, Revisiting the assumption of latent separability for backdoor defenses',
  schema,
  demands: () => ({ image: true }),
  budget: () => undefined,
  cleanLabel: () => false,
  check({ size, pattern, target, cover }, shape) {
    for (const corner of CORNERS) checkPatch({ size, pattern, corner }, shape);
    coverRule(cover, shape.poisons);
    if (target !== undefined) classOf(target, shape.classes);
  },
  async craft({ size, pattern, target, opacity, cover }, scene) {
    const { train, poisons, pixels } = scene;
    const patches = CORNERS.map((corner) => patchOf({ size, pattern, corner }, train.image, pixels));
    const draws = drawsOf(scene, 'adaptive-patch');
    const keepsLabel = coverRule(cover, poisons);
    return dirtyLabel(
      scene,
      targetOf(target, scene),
      draws,
      (i) => {
        const patch = patches[draws.below(patches.length)];
        return { trigger: (record) => stamp(patch, record, opacity), keepsLabel: keepsLabel(i) };
      },
      (record) => {
        for (const patch of patches) stamp(patch, record);
      },
    );
  },
};
