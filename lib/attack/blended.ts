import * as z from 'zod';
import type { Attack } from './attack.js';
import { drawsOf } from './choices/draws-of.js';
import { classOf, classSetting, targetOf } from './choices/target.js';
import { dirtyLabel } from './triggers/dirty-label.js';
import { blend, checkPattern, patternOf, patternSetting } from './triggers/pattern.js';

const schema = z.strictObject({
  kind: z.literal('blended'),
  target: classSetting.exactOptional().describe('class the pattern stands for; default drawn'),
  pattern: patternSetting,
  alpha: z.number().gt(0).max(1).default(0.2).describe('share of the pattern in a poison'),
  testAlpha: z.number().gt(0).max(1).default(0.2).describe('share of the pattern in a query'),
});

/**
 * Blended injection: x' = (1 - alpha) x + alpha t with a pattern t over the whole picture, y' = target. The share may
 * be larger at test time, when nobody looks at the pictures.
 */
export const blended: Attack<z.infer<typeof schema>> = {
  kind: 'blended',
  summary: 'a faint pattern over the whole picture stands for the target class',
  source:
    'Chen, Liu, Li, Lu, Song 2017, Targeted backdoor attacks on deep learning systems, arXiv:1712.05526',
  schema,
  demands: () => ({}),
  budget: () => undefined,
  cleanLabel: () => false,
  check(spec, shape) {
    checkPattern(spec.pattern, shape);
    if (spec.target !== undefined) classOf(spec.target, shape.classes);
  },
  async craft({ target, pattern: name, alpha, testAlpha }, scene) {
    const { dimension, image } = scene.train;
    const draws = drawsOf(scene, 'blended');
    const pattern = patternOf(name, dimension, image, scene.pixels, drawsOf(scene, 'blended', 'pattern'));
    return dirtyLabel(
      scene,
      targetOf(target, scene),
      draws,
      () => ({ trigger: (record) => blend(pattern, alpha, record) }),
      (record) => blend(pattern, testAlpha, record),
    );
  },
};
