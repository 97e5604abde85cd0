import type { AttackRow, CellBound } from '../core/index.js';
import { about, atLeast, atMost } from './words.js';

/** What is certified of a cell, and how that compares with what was measured. */
export type Judged = Pick<AttackRow, 'successBound' | 'accuracyBound' | 'verdict' | 'because'>;

/** Bounds nearer to 1 and to 0 than this print as 1 and 0 at three digits: nothing a reader could use. */
export const USELESS = 0.0005;

/**
 * The verdict where nothing contradicts the bounds: 'vacuous' if both say nothing, that is if success of at least 0.9995
 * is allowed and less than 0.0005 of the accuracy is promised; otherwise 'holds'. A mean beyond its bound, which chance
 * may bring about where seeds are few or cells many, is said to be that.
 */
export function agreed(
  bounds: { readonly success: CellBound; readonly accuracy: CellBound },
  measured: { readonly success: number; readonly accuracy: number },
): Judged {
  const { success, accuracy } = bounds;
  const common = { successBound: success, accuracyBound: accuracy };
  if (!(success.value < 1 - USELESS) && !(accuracy.value >= USELESS))
    return {
      ...common,
      verdict: 'vacuous',
      because: 'the certificate allows the attack to succeed always and promises no accuracy',
    };
  return {
    ...common,
    verdict: 'holds',
    because:
      `success ${about(measured.success)} where at most ${atMost(success.value)} is certified, ` +
      `accuracy ${about(measured.accuracy)} where at least ${atLeast(accuracy.value)} is${beyond(bounds, measured)}`,
  };
}

function beyond(
  { success, accuracy }: Parameters<typeof agreed>[0],
  measured: Parameters<typeof agreed>[1],
): string {
  const named = [
    ...(measured.success > success.value ? ['success'] : []),
    ...(measured.accuracy < accuracy.value ? ['accuracy'] : []),
  ];
  return named.length === 0
    ? ''
    : `; ${named.join(' and ')} beyond the bound, but not so far that chance is ruled out over all cells: more seeds would tell`;
}
