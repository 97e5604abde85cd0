import type { World, Worlds } from '../../audit/index.js';
import type { Mixup } from '../../core/index.js';
import { integer, remembered } from '../../numerics/index.js';
import { prepareRelease, type Release } from '../../release/index.js';

/** Released numbers of one unit: enough that starting costs nothing, few enough that a killed run loses little. */
const NUMBERS = 1e5;
const MOST_TRIALS = 1000;

/** One unit: some trials of one world, drawn as one long release. */
export interface Block {
  readonly world: World;
  /** number of the unit in its world */
  readonly index: number;
  /** number of its first trial */
  readonly start: number;
  /** trials in it */
  readonly count: number;
}

/** The trials of two worlds cut into units: all of 'absent', then all of 'present'. */
export class Blocks {
  readonly units: number;
  /** trials of a unit; the last one of a world may have fewer */
  readonly size: number;
  readonly #trials: number;

  /** @param numbers  released in one trial */
  constructor(trials: number, numbers: number) {
    integer(1, 1e9, { trials });
    this.size = Math.max(1, Math.min(trials, MOST_TRIALS, Math.floor(NUMBERS / numbers)));
    this.units = 2 * Math.ceil(trials / this.size);
    this.#trials = trials;
  }

  /** @throws DomainError unless 0 <= unit < units */
  at(unit: number): Block {
    integer(0, this.units - 1, { unit });
    const each = this.units / 2;
    const index = unit % each;
    const start = index * this.size;
    const count = Math.min(this.size, this.#trials - start);
    return { world: unit < each ? 'absent' : 'present', index, start, count };
  }

  /** The scores of all trials. @param units  begin with the scores of their trials */
  scores(units: readonly Float64Array[]): Worlds {
    const scores = { absent: new Float64Array(this.#trials), present: new Float64Array(this.#trials) };
    units.forEach((found, unit) => {
      const { world, start, count } = this.at(unit);
      scores[world].set(found.subarray(0, count), start);
    });
    return scores;
  }
}

/** The release of a block, prepared once for all blocks of a world that are alike. */
export function preparedReleases(
  mechanism: Mixup,
  records: (world: World) => Parameters<typeof prepareRelease>[1],
): (block: Block) => Release {
  const prepared = new Map<string, Release>();
  return ({ world, count }) =>
    remembered(prepared, `${world} ${count}`, () =>
      prepareRelease({ ...mechanism, releases: count * mechanism.releases }, records(world)),
    );
}
