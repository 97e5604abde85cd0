import type { OneRunOutcome, ScoreLaws } from '../../audit/index.js';
import type { DomainRecords, Mixup } from '../../core/index.js';
import { DomainError, integer } from '../../numerics/index.js';
import { Draws, seededBits } from '../../random/index.js';
import { featureGrid, type Grid, placeOf } from '../../release/grid.js';
import { MixtureStream } from '../../release/index.js';
import { labelPart, type Part } from '../../release/part.js';
import { RoundedNoise } from '../../release/rounded-noise.js';
import type { Game, OneRunSpec } from '../game.js';
import { scoreLaws } from '../law/score-law.js';
import { type GamePair, gamePair } from '../pair.js';
import { checkResolved } from './pair-records.js';
import { playable } from './playable.js';
import { tabulatedLoss } from './trial-score.js';

/** What is played in one run: every canary for itself is this pair. */
export interface OneRunPlayed {
  readonly mechanism: Mixup;
  readonly dimension: number;
  readonly pair: GamePair;
  /** observations are whole numbers over this */
  readonly lattice: number;
  readonly assumptions: readonly string[];
  /** of one canary's score; UnsupportedError where releases are not independent */
  laws(): ScoreLaws;
}

interface Laid {
  readonly grid: Grid;
  /** steps from the centre in every coordinate: of the other records, of a canary that is absent or present */
  readonly others: number;
  readonly absent: number;
  readonly present: number;
}

/** Numbers of mixtures that are held at once. */
const CHUNK = 2 ** 18;

/**
 * The pair of every canary: record i differs from the others in coordinate i alone. In a ball the others are 0 and the
 * canary is 0 or a radius away; in a box the others are in the low corner and the canary is at one or the other end
 * of its coordinate. Under 'poisson' the others are at the public centre and the canary at one or the other end.
 *
 * @param canaries  m, at most n and at most the dimension (which is m where the domain does not state it)
 * @throws DomainError, UnsupportedError
 */
export function oneRunPlayed(asked: Mixup, canaries: number): OneRunPlayed {
  const { mechanism, assumptions } = playable(asked);
  integer(1, mechanism.n, { canaries });
  const dimension = mechanism.domain.dimension ?? canaries;
  if (!(canaries <= dimension))
    throw new DomainError(
      'canaries',
      `at most the dimension of the domain, ${dimension}, as each has a coordinate of its own`,
      canaries,
    );
  const { grid, absent, present } = laid(mechanism, dimension);
  const features: Mixup = { ...mechanism, labels: { kind: 'in-record' } };
  const pair = gamePair(features, 'one-sided', 1, (present - absent) / grid.spread);
  const lattice = grid.spread;
  return { mechanism, dimension, pair, lattice, assumptions, laws: () => scoreLaws(pair, { lattice }) };
}

function laid(mechanism: Mixup, dimension: number): Laid {
  const place = placeOf(mechanism);
  const grid = featureGrid(mechanism, dimension);
  const end = Math.floor(place.reach / grid.step);
  if (mechanism.design === 'poisson') return { grid, others: 0, absent: -end, present: end };
  const others = place.norm === 'max' ? -end : 0;
  return { grid, others, absent: others, present: end };
}

/**
 * One run of our sampler on m canaries, each absent or present by a fair coin, with all n records, groups, grid and
 * noise; the score of a canary is the log-likelihood ratio of its own coordinate of the T mixtures, taken as
 * independent (of 'partition' and 'balanced' they are not: the score is then some adversary's). One unit.
 *
 * Records are sparse: what a mixture holds is summed from the coordinates that differ.
 *
 * @throws DomainError, UnsupportedError
 * @proof proofs/audit-games.md
 */
export function oneRunGame({ mechanism: asked, canaries, seed }: OneRunSpec): Game<OneRunOutcome> {
  const { mechanism, dimension, pair, lattice } = oneRunPlayed(asked, canaries);
  return {
    units: 1,
    width: 2 * canaries,
    async play(unit) {
      integer(0, 0, { unit });
      const coins = new Draws(seededBits(seed, 'audit', 'one-run', 'coins'));
      const present = Uint8Array.from({ length: canaries }, () => coins.word() & 1);
      const { features, base } = sparseFeatures(mechanism, dimension, present);
      const labels = labelPart(mechanism, oneClass(mechanism, dimension));
      const bits = seededBits(seed, 'audit', 'one-run', 'release');
      const stream = new MixtureStream(mechanism, features, labels, bits);
      const loss = tabulatedLoss(pair, lattice);
      const out = new Float64Array(2 * canaries);
      const rows = Math.max(1, Math.floor(CHUNK / dimension));
      for (let block = stream.next(rows); block !== undefined; block = stream.next(rows))
        for (let row = 0; row < block.count; row += 1)
          for (let i = 0; i < canaries; i += 1) {
            const value = block.features[row * dimension + i];
            out[i] += loss((Math.round((value - features.centre) / features.unit) - base) / lattice);
          }
      out.set(present, canaries);
      return out;
    },
    collect: ([numbers]) => ({
      scores: numbers.slice(0, canaries),
      present: Uint8Array.from(numbers.subarray(canaries)),
    }),
  };
}

/** The records as the release sums them; `base` is the sum of a mixture of other records alone. */
function sparseFeatures(
  mechanism: Mixup,
  dimension: number,
  present: Uint8Array,
): { features: Part; base: number } {
  const { grid, others, ...ends } = laid(mechanism, dimension);
  const { centre } = placeOf(mechanism);
  const of = [ends.absent - others, ends.present - others];
  const base = mechanism.k * others;
  const unit = grid.step / mechanism.k;
  checkResolved({ centre, unit, spread: grid.spread }, Math.abs(base) + Math.max(...of.map(Math.abs)));
  const features: Part = {
    width: dimension,
    centre,
    unit,
    noise: new RoundedNoise(mechanism.noise.law, grid.spread),
    grid,
    add(sums, members, size) {
      // others at 0 under 'poisson', where the size varies
      if (others !== 0) for (let c = 0; c < dimension; c += 1) sums[c] += size * others;
      for (let m = 0; m < size; m += 1)
        if (members[m] < present.length) sums[members[m]] += of[present[members[m]]];
    },
  };
  return { features, base };
}

/** Labels that say nothing. */
function oneClass({ n, domain }: Mixup, dimension: number): DomainRecords {
  const labels = new Uint16Array(n);
  return { count: n, dimension, features: new Float32Array(0), labels, classes: ['0'], domain };
}
