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
  type World,
  type Worlds,
} from '../../audit/index.js';
import type { Game, ReleaseSpec } from '../game.js';
import { Blocks, preparedReleases } from './blocks.js';
import { observations } from './observe.js';
import { playedLaws } from './played-laws.js';
import { type TrialScore, trialScore } from './trial-score.js';

/** What the releases of a pair of data sets looked like. */
export interface ReleaseOutcome {
  readonly scores: Worlds;
  /** single releases, pooled: all of a trial where groups are independent, else the first of each trial */
  readonly observations: { readonly absent: ObservationTally; readonly present: ObservationTally };
}

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
  const laws = playedLaws(spec.mechanism, name, poisons);
  const { played, pair } = laws;
  const { mechanism, lattice } = played;
  const { releases } = mechanism;
  const blocks = new Blocks(trials, releases * played.axis.features.count);

  /** in a trial; groups of an epoch depend on one another, and tests of pooled releases need independent ones */
  const pooled = pair.independent ? releases : 1;
  const shape = (law: ScoreLaw): TallyShape => {
    const whole = tallyShape(law, trials * pooled, lattice === undefined ? SMOOTHED : 1 / lattice);
    return { ...whole, capacity: Math.ceil((8 * whole.capacity) / blocks.units) + 32 };
  };
  const { absent, present } = laws.observations();
  const shapes = { absent: shape(absent), present: shape(present) };
  const width = blocks.size + Math.max(tallyWidth(shapes.absent), tallyWidth(shapes.present));

  const releaseOf = preparedReleases(mechanism, played.records);
  let score: TrialScore | undefined;

  return {
    units: blocks.units,
    width,
    async play(unit) {
      const block = blocks.at(unit);
      const { world, index, count } = block;
      score ??= trialScore(pair, mechanism, poisons, lattice);
      const release = releaseOf(block);
      const path = ['audit', 'release', name, poisons, world, index];
      const xs = observations(played, release, seed, path);
      const out = new Float64Array(width);
      for (let trial = 0; trial < count; trial += 1)
        out[trial] = score(xs.subarray(trial * releases, (trial + 1) * releases));
      const seen = pair.independent ? xs : Float64Array.from({ length: count }, (_, i) => xs[i * releases]);
      out.set(packTally(tallyOf(seen, shapes[world]), shapes[world]), blocks.size);
      return out;
    },
    collect(units) {
      const tallies: Record<World, ObservationTally[]> = { absent: [], present: [] };
      units.forEach((found, unit) => {
        const { world } = blocks.at(unit);
        const packed = found.subarray(blocks.size, blocks.size + tallyWidth(shapes[world]));
        tallies[world].push(unpackTally(packed, shapes[world]));
      });
      return {
        scores: blocks.scores(units),
        observations: { absent: mergeTallies(tallies.absent), present: mergeTallies(tallies.present) },
      };
    },
  };
}
