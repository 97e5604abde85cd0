import {
  mergeTallies,
  type ObservationTally,
  type TallyShape,
  tallyOf,
  tallyShape,
} from '../../audit/index.js';
import type { Mixup } from '../../core/index.js';
import { DomainError } from '../../numerics/index.js';
import type { PairName } from '../pair.js';
import type { ReleaseOutcome } from '../release/release-game.js';
import { trialScore } from '../release/trial-score.js';
import { type FloatType, type SamplePair, samplePair } from './sample-pair.js';

/** What another implementation released: N trials of T mixtures of d features. */
export interface Samples {
  /** of the file, for messages */
  readonly name: string;
  /** (N, T) or (N, T, d) */
  readonly shape: readonly number[];
  /** row-major */
  readonly values: Float64Array;
  /** what they were rounded to */
  readonly resolution: FloatType;
}

export type ForeignWorlds = Readonly<Record<'absent' | 'present', Samples>>;

/**
 * Requires finite numbers of shape (N, T) or (N, T, d), as many trials in both worlds.
 * @param releases  T
 * @throws DomainError naming the file
 */
export function checkSampleWorlds(releases: number, { absent, present }: ForeignWorlds): void {
  for (const { name: file, shape, values } of [absent, present]) {
    if (!(shape.length === 2 || shape.length === 3))
      throw new DomainError(`shape of ${file}`, '(N, T) or (N, T, d)', `(${shape.join(', ')})`);
    const [trials, mixtures, d = 1] = shape;
    if (!(trials >= 1)) throw new DomainError(`trials of ${file}`, '1 or more', trials);
    if (mixtures !== releases)
      throw new DomainError(
        `mixtures of a trial of ${file}`,
        `the releases of the mechanism, ${releases}`,
        mixtures,
      );
    if (values.length !== trials * mixtures * d)
      throw new DomainError(`values of ${file}`, `${trials} * ${mixtures} * ${d}`, values.length);
    const wrong = values.findIndex((x) => !Number.isFinite(x));
    if (wrong !== -1) throw new DomainError(`value ${wrong} of ${file}`, 'a finite number', values[wrong]);
  }
  if (absent.shape[0] !== present.shape[0])
    throw new DomainError('trials', `as many in both worlds, ${absent.shape[0]}`, present.shape[0]);
}

/** The pair that these samples should be of. @throws DomainError where the arrays do not fit the mechanism or each other */
export function pairOfSamples(
  mechanism: Mixup,
  name: PairName,
  poisons: number,
  { absent, present }: ForeignWorlds,
): SamplePair {
  checkSampleWorlds(mechanism.releases, { absent, present });
  const { dimension } = mechanism.domain;
  for (const {
    name: file,
    shape: [, , d = 1],
  } of [absent, present])
    if (!(d >= 1 && (dimension === undefined || d === dimension)))
      throw new DomainError(
        `features of ${file}`,
        `the dimension of the domain, ${dimension ?? '1 or more'}`,
        d,
      );
  const size = ({ shape }: Samples): string => `${shape[0]} trials of ${shape[2] ?? 1} features`;
  if (size(absent) !== size(present))
    throw new DomainError('samples', `as many in both worlds, ${size(absent)}`, size(present));
  const coarse = absent.resolution === 'float32' || present.resolution === 'float32';
  return samplePair(mechanism, name, poisons, coarse ? 'float32' : 'float64', absent.shape[2] ?? 1);
}

/** Trials looked at at once. */
const BLOCK = 1000;

/**
 * Scores and pooled observations of somebody else's releases, as releaseGame has them of ours.
 *
 * @throws DomainError where the arrays do not fit the mechanism or each other, or hold what is no finite number
 * @proof proofs/audit-games.md
 */
export function scoreSamples(
  mechanism: Mixup,
  name: PairName,
  poisons: number,
  samples: ForeignWorlds,
): ReleaseOutcome {
  const pair = pairOfSamples(mechanism, name, poisons, samples);
  const laws = pair.observations();
  const score = trialScore(pair.pair, pair.mechanism, poisons);
  const [trials, releases] = samples.absent.shape;
  const total = trials * (pair.pair.independent ? releases : 1);
  const world = (which: 'absent' | 'present'): { scores: Float64Array; tally: ObservationTally } => {
    const shape: TallyShape = tallyShape(laws[which], total, pair.cell);
    const scores = new Float64Array(trials);
    const tallies: ObservationTally[] = [];
    for (let start = 0; start < trials; start += BLOCK) {
      const count = Math.min(BLOCK, trials - start);
      const xs = observed(pair, samples[which], start, count);
      for (let i = 0; i < count; i += 1)
        scores[start + i] = score(xs.subarray(i * releases, (i + 1) * releases));
      const seen = pair.pair.independent
        ? xs
        : Float64Array.from({ length: count }, (_, i) => xs[i * releases]);
      tallies.push(tallyOf(seen, shape));
    }
    return { scores, tally: mergeTallies(tallies) };
  };
  const [absent, present] = [world('absent'), world('present')];
  return {
    scores: { absent: absent.scores, present: present.scores },
    observations: { absent: absent.tally, present: present.tally },
  };
}

/** Observations of some trials along the direction in which the worlds differ, in units of the noise. */
function observed(
  { others, corners, mechanism: { noise, releases } }: SamplePair,
  { shape, values }: Samples,
  start: number,
  count: number,
): Float64Array {
  const d = shape[2] ?? 1;
  const scale = noise.scale * Math.sqrt(corners);
  const base = corners * others[0];
  const out = new Float64Array(count * releases);
  for (let i = 0; i < out.length; i += 1) {
    const at = (start * releases + i) * d;
    let sum = 0;
    for (let c = 0; c < corners; c += 1) sum += values[at + c];
    out[i] = (sum - base) / scale;
  }
  return out;
}
