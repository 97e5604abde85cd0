import {
  mergeTallies,
  type ObservationTally,
  packTally,
  type ScoreLaw,
  type TallyShape,
  tallyOf,
  tallyShape,
  tallyWidth,
  unpackTally,
  type Worlds,
} from '../../audit/index.js';
import { integer, remembered } from '../../numerics/index.js';
import { prepareRelease, type Release } from '../../release/index.js';
import type { Game, ReleaseSpec } from '../game.js';
import { observations } from './observe.js';
import type { World } from './pair-records.js';
import { playedLaws } from './played-laws.js';
import { type TrialScore, trialScore } from './trial-score.js';

/** What the releases of a pair of data sets looked like. */
export interface ReleaseOutcome {
  readonly scores: Worlds;
  /** single releases, pooled: all of a trial where groups are independent, else the first of each trial */
  readonly observations: { readonly absent: ObservationTally; readonly present: ObservationTally };
}

/** Released numbers of one unit: enough that starting costs nothing, few enough that a killed run loses little. */
const NUMBERS = 1e5;
const MOST_TRIALS = 1000;

/** Cells of smoothed observations: their exact width is below 2^-32. */
const SMOOTHED = 2 ** -30;

/**
 * Releases of two data sets by our own sampler, all n records, groups, grid and noise, scored by the log-likelihood
 * ratio of a trial's T mixtures. A unit is a block of trials of one world, drawn as one long release: groups and
 * noise of different mixtures (of different epochs) are independent, so T mixtures in a row are one trial.
 *
 * @throws UnsupportedError, DomainError  where the mechanism cannot be played
 * @proof proofs/audit-games.md
 */
export function releaseGame(spec: ReleaseSpec): Game<ReleaseOutcome> {
  const { pair: name, poisons, trials, seed } = spec;
  integer(1, 1e9, { trials });
  const laws = playedLaws(spec.mechanism, name, poisons);
  const { played, pair } = laws;
  const { mechanism, lattice } = played;
  const { releases } = mechanism;
  const numbers = releases * played.axis.features.count;
  const block = Math.max(1, Math.min(trials, MOST_TRIALS, Math.floor(NUMBERS / numbers)));
  const blocks = Math.ceil(trials / block);

  /** in a trial; groups of an epoch depend on one another, and tests of pooled releases need independent ones */
  const pooled = pair.independent ? releases : 1;
  const shape = (law: ScoreLaw): TallyShape => {
    const whole = tallyShape(law, trials * pooled, lattice === undefined ? SMOOTHED : 1 / lattice);
    return { ...whole, capacity: Math.ceil((4 * whole.capacity) / blocks) + 32 };
  };
  const { absent, present } = laws.observations();
  const shapes = { absent: shape(absent), present: shape(present) };
  const width = block + Math.max(tallyWidth(shapes.absent), tallyWidth(shapes.present));

  const worldOf = (unit: number): World => (unit < blocks ? 'absent' : 'present');
  const startOf = (unit: number): number => (unit % blocks) * block;
  const trialsOf = (unit: number): number => Math.min(block, trials - startOf(unit));
  let score: TrialScore | undefined;
  const prepared = new Map<string, Release>();
  const releaseOf = (world: World, count: number): Release =>
    remembered(prepared, `${world} ${count}`, () =>
      prepareRelease({ ...mechanism, releases: count * releases }, played.records(world)),
    );

  return {
    units: 2 * blocks,
    width,
    async play(unit) {
      integer(0, 2 * blocks - 1, { unit });
      const world = worldOf(unit);
      const count = trialsOf(unit);
      score ??= trialScore(pair, mechanism, poisons, lattice);
      const release = releaseOf(world, count);
      const path = ['audit', 'release', name, poisons, world, unit % blocks];
      const xs = observations(played, release, seed, path);
      const out = new Float64Array(width);
      for (let trial = 0; trial < count; trial += 1)
        out[trial] = score(xs.subarray(trial * releases, (trial + 1) * releases));
      const seen = pair.independent ? xs : Float64Array.from({ length: count }, (_, i) => xs[i * releases]);
      out.set(packTally(tallyOf(seen, shapes[world]), shapes[world]), block);
      return out;
    },
    collect(units) {
      const scores = { absent: new Float64Array(trials), present: new Float64Array(trials) };
      const tallies: Record<World, ObservationTally[]> = { absent: [], present: [] };
      units.forEach((found, unit) => {
        const world = worldOf(unit);
        scores[world].set(found.subarray(0, trialsOf(unit)), startOf(unit));
        const packed = found.subarray(block, block + tallyWidth(shapes[world]));
        tallies[world].push(unpackTally(packed, shapes[world]));
      });
      return {
        scores,
        observations: { absent: mergeTallies(tallies.absent), present: mergeTallies(tallies.present) },
      };
    },
  };
}
