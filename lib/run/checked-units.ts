import type { Game } from '../games/game.js';
import { DomainError } from '../numerics/index.js';

/**
 * The units of a game, each a whole array of its own.
 * @throws DomainError where a unit is not as long as the game says, or holds NaN
 */
export function checkedUnits<Outcome>(game: Game<Outcome>): (unit: number) => Promise<Float64Array> {
  return async (unit) => {
    const scores = await game.play(unit);
    if (scores.length !== game.width)
      throw new DomainError('what a unit scores', `${game.width} numbers`, scores.length);
    const wrong = scores.findIndex(Number.isNaN);
    if (wrong !== -1) throw new DomainError(`number ${wrong} of a unit`, 'a number', scores[wrong]);
    // a view into a larger buffer would be posted with all of it
    return scores.slice();
  };
}
