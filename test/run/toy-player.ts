import type { Game } from '../../lib/games/game.js';
import { answerIndices } from '../../lib/run/answer-indices.js';
import { checkedUnits } from '../../lib/run/checked-units.js';

// A thread as playUnits starts them, with a game whose units go wrong in every way that one can.

const SCORES: Readonly<Record<number, readonly number[]>> = {
  0: [-Infinity, -0, Infinity],
  1: [1, 2, 3],
  2: [1, Number.NaN, 3],
  3: [1, 2],
};

const toy: Game<undefined> = {
  units: 5,
  width: 3,
  async play(unit) {
    const scores = SCORES[unit];
    if (scores === undefined) throw new RangeError('the dice are lost');
    // a view into something larger
    const table = new Float64Array(100);
    table.set(scores, 7);
    return table.subarray(7, 7 + scores.length);
  },
  collect: () => undefined,
};

answerIndices(async () => checkedUnits(toy));
