import { DomainError } from '../numerics/index.js';

/**
 * Scores of independent trials of a game in two worlds: data sets without and with the canary. A higher score
 * speaks for its presence.
 */
export interface Worlds {
  readonly absent: Float64Array;
  readonly present: Float64Array;
}

export type World = keyof Worlds;

export const WORLDS: readonly World[] = ['absent', 'present'];

/**
 * Requires scores that can be compared: as many in both worlds, none NaN, at least `least` each.
 * @throws DomainError naming the world and what is wrong
 */
export function checkWorlds({ absent, present }: Worlds, least = 1): void {
  for (const [name, scores] of [
    ['absent', absent],
    ['present', present],
  ] as const) {
    if (!(scores.length >= least))
      throw new DomainError(`scores of world '${name}'`, `${least} or more`, scores.length);
    const wrong = scores.findIndex(Number.isNaN);
    if (wrong !== -1) throw new DomainError(`score ${wrong} of world '${name}'`, 'a number', scores[wrong]);
  }
  if (absent.length !== present.length)
    throw new DomainError(
      'scores',
      'as many in both worlds',
      `${absent.length} absent and ${present.length} present`,
    );
}
