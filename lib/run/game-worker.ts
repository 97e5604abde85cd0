import { openGame } from '../games/open-game.js';
import { answerIndices } from './answer-indices.js';
import { backendOf } from './backend-of.js';
import { checkedUnits } from './checked-units.js';
import type { GameJob } from './play-units.js';
import { requireBackend } from './require-backend.js';

// The thread that playUnits starts.

answerIndices(async ({ spec, data, backend }: GameJob) => {
  if (backend !== undefined)
    requireBackend(spec.kind === 'trained' ? await backendOf(spec.recipe) : undefined, backend);
  return checkedUnits(openGame(spec, data));
});
