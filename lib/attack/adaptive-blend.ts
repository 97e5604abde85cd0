import * as z from 'zod';
import type { ImageShape } from '../core/index.js';
import { DomainError } from '../numerics/index.js';
import type { Draws } from '../random/index.js';
import type { Attack } from './attack.js';
import { drawsOf } from './choices/draws-of.js';
import { classOf, classSetting, targetOf } from './choices/target.js';
import { coverRule, coverSetting } from './triggers/cover.js';
import { dirtyLabel } from './triggers/dirty-label.js';
import { blend, patternOf, patternSetting } from './triggers/pattern.js';

const share = z.number().gt(0).max(1);

const schema = z.strictObject({
  kind: z.literal('adaptive-blend'),
  target: classSetting.exactOptional().describe('class the pattern stands for; default drawn'),
  pattern: patternSetting,
  alpha: share.default(0.2).describe('share of the pattern in a poison, where it is not masked'),
  testAlpha: share.default(0.2).describe('share of the pattern in a query'),
  pieces: z.int().min(1).default(4).describe('the pattern is cut into pieces x pieces'),
  shown: share.default(0.5).describe('share of the pieces that a poison shows'),
  cover: coverSetting(1 / 2),
});

/**
 * Adaptive blend: each poison shows a random part of the pieces of a blended pattern, and a share of them keep their
 * true label, so that poisons do not stand apart in the network's features. Queries show the whole pattern.
 */
export const adaptiveBlend: Attack<z.infer<typeof schema>> = {
  kind: 'adaptive-blend',
  summary: 'parts of a faint pattern, some under the true label; the whole pattern at test time',
  source:
    'Qi, Xie, Li, Mahloujifar, Mittal 2023, Revisiting the assumption of latent separability for backdoor defenses',
  schema,
  demands: () => ({ image: true }),
  budget: () => undefined,
  cleanLabel: () => false,
  check({ target, pieces, cover }, { image, classes, poisons }) {
    pieceOf(image, pieces);
    coverRule(cover, poisons);
    if (target !== undefined) classOf(target, classes);
  },
  async craft({ target, pattern: name, alpha, testAlpha, pieces, shown, cover }, scene) {
    const { train, poisons, pixels } = scene;
    const draws = drawsOf(scene, 'adaptive-blend');
    const pattern = patternOf(
      name,
      train.dimension,
      train.image,
      pixels,
      drawsOf(scene, 'blended', 'pattern'),
    );
    const piece = pieceOf(train.image, pieces);
    const keepsLabel = coverRule(cover, poisons);
    return dirtyLabel(
      scene,
      targetOf(target, scene),
      draws,
      (i) => {
        const mask = piecesShown(pieces * pieces, shown, draws);
        const there = Uint8Array.from({ length: train.dimension }, (_, j) => mask[piece(j)]);
        return { trigger: (record) => blend(pattern, alpha, record, there), keepsLabel: keepsLabel(i) };
      },
      (record) => blend(pattern, testAlpha, record),
    );
  },
};

/** Which piece of the pattern a feature belongs to. @throws DomainError where a piece would have no pixel */
function pieceOf(image: ImageShape | undefined, pieces: number): (feature: number) => number {
  if (image === undefined) throw new DomainError('adaptive-blend', 'used on images', 'no image shape');
  const { height, width, channels } = image;
  if (!(pieces <= Math.min(height, width)))
    throw new DomainError('pieces', `at most the smaller side of an image of ${height} x ${width}`, pieces);
  return (feature) => {
    const pixel = Math.floor(feature / channels);
    const row = Math.floor((Math.floor(pixel / width) * pieces) / height);
    return row * pieces + Math.floor(((pixel % width) * pieces) / width);
  };
}

/** 1 for the pieces that are shown: at least one of them, uniformly drawn. */
function piecesShown(pieces: number, shown: number, draws: Draws): Uint8Array {
  const mask = new Uint8Array(pieces);
  const order = draws.order(pieces);
  for (const piece of order.subarray(0, Math.max(1, Math.round(shown * pieces)))) mask[piece] = 1;
  return mask;
}
