import type { Mixup } from '../../lib/core/index.js';
import type { Game } from '../../lib/games/game.js';

/** Small enough that a game of some thousand trials takes a moment. */
export function mechanism(fields: Partial<Mixup> = {}): Mixup {
  return {
    kind: 'mixup',
    n: 12,
    k: 3,
    releases: 8,
    design: 'subsets',
    noise: { law: 'gaussian', scale: 0.5 },
    domain: { kind: 'l2-ball', radius: 1, dimension: 1 },
    labels: { kind: 'in-record' },
    adjacency: 'replace',
    ...fields,
  };
}

/** All units of a game, played here one after the other. */
export async function played<Outcome>(game: Game<Outcome>): Promise<Outcome> {
  const units: Float64Array[] = [];
  for (let unit = 0; unit < game.units; unit += 1) units.push(await game.play(unit));
  for (const unit of units) if (unit.length !== game.width) throw new Error('a unit of another width');
  return game.collect(units);
}
