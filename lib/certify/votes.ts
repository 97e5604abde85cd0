import type { Claim, Profile, Votes } from '../core/index.js';
import { integer, iv, openUnit } from '../numerics/index.js';
import { checkVotes } from './check-votes.js';
import { levelOf } from './confidence.js';
import { boundsFor, type Candidate, type Construction, candidates } from './construction.js';
import type { Orientation } from './psi.js';
import { type Deployed, profileRule, type Rule } from './rule.js';
import { admitted } from './threshold.js';

export interface VotesOptions {
  /** probability that the bounds of one record are wrong, in (0, 1); default 0.001 */
  readonly alpha?: number;
  /** default 'complement' */
  readonly construction?: Construction;
  /** default 'clean' */
  readonly orientation?: Orientation;
  /** the curve stops here; default 1000 */
  readonly maximalRadius?: number;
  /** certify the vote of finitely many fresh models instead of the smoothed learner */
  readonly deployed?: Deployed;
  /** these votes were chosen, after a look at them, among so many sets of votes; default 1 */
  readonly chosenFrom?: number;
}

/** Why nothing is said of a record. */
export interface Abstention {
  readonly reason: string;
  /** the bounds on the label and on the rivals */
  readonly lower: number;
  readonly rival: number;
}

export interface RecordCertificate {
  /** index of the class certified for; -1 if none */
  readonly prediction: number;
  readonly correct: boolean;
  /** largest r such that the prediction survives every r' <= r; -1 when abstaining */
  readonly radius: number;
  readonly abstention?: Abstention;
}

export interface VotesCertificate {
  readonly method: string;
  readonly construction: Construction;
  readonly alpha: number;
  /** length = number of rows */
  readonly records: readonly RecordCertificate[];
  /** share of records whose true label is certified at r = 0, 1, ...; the last entry is the first 0, unless capped */
  readonly certifiedAccuracy: readonly number[];
  /** largest radius that unanimous votes of as many models can reach; -1 if not even r = 0 */
  readonly ceiling: number;
  /** lower median of the radii, an abstention counting -1 */
  readonly medianRadius: number;
  readonly abstentions: number;
  /** the search stopped at maximalRadius; radii and ceiling may be larger */
  readonly capped: boolean;
  readonly claims: readonly Claim[];
}

/**
 * Certifies a whole data set from the votes of M independently trained models.
 *
 * With probability >= 1 - alpha over the M models, for each record apart, a certified prediction holds on every
 * training set within `radius` poisons; so the expected share of false certificates is at most alpha.
 * Where the votes were chosen among several sets of votes, every bound is taken at alpha / chosenFrom.
 *
 * @param votes    checked (see checkVotes)
 * @returns  radii and accuracies never above what the bounds prove
 * @throws   DomainError for inconsistent votes or options
 * @source   derived here; Clopper, Pearson 1934 for the bounds
 * @proof    proofs/votes.md
 */
export function certifyVotes(
  profile: Profile<'upper'>,
  votes: Votes,
  options: VotesOptions = {},
): VotesCertificate {
  const { construction = 'complement', orientation = 'clean', deployed } = options;
  const rivals = construction === 'complement' ? undefined : votes.classes.length - 1;
  return certifyVotesBy(profileRule(profile, orientation, deployed, rivals), votes, options);
}

/** As certifyVotes, under any rule: the same votes, bounds and construction for the profile and each baseline. @proof proofs/votes.md */
export function certifyVotesBy(rule: Rule, votes: Votes, options: VotesOptions = {}): VotesCertificate {
  const { alpha = 0.001, construction = 'complement', maximalRadius = 1000, chosenFrom = 1 } = options;
  openUnit({ alpha });
  integer(0, Number.MAX_SAFE_INTEGER, { maximalRadius });
  integer(1, Number.MAX_SAFE_INTEGER, { chosenFrom });
  checkVotes(votes);
  const bounds = boundsFor(construction, votes, levelOf(alpha, chosenFrom));
  const list = candidates(votes, construction);
  const radii = new Array<number>(list.length).fill(-1);
  const best = { votes: votes.models, rival: 0 };

  const certifiedAccuracy: number[] = [];
  let alive = list.map((_, i) => i).filter((i) => list[i].prediction >= 0);
  let ceiling = -1;
  for (let r = 0; r <= maximalRadius; r++) {
    const test = rule.test(r);
    const holds = (ballot: { votes: number; rival: number }) =>
      test(bounds.lower(ballot), bounds.rival(ballot));
    if (!holds(best)) break;
    ceiling = r;
    const admits = admitted(
      alive.map((i) => list[i]),
      holds,
    );
    alive = alive.filter((i) => admits(list[i]));
    for (const i of alive) radii[i] = r;
    if (certifiedAccuracy.at(-1) !== 0) certifiedAccuracy.push(share(alive, list));
  }
  const capped = ceiling === maximalRadius;
  if (!capped && certifiedAccuracy.at(-1) !== 0) certifiedAccuracy.push(0);
  const medianRadius = [...radii].sort((a, b) => a - b)[Math.floor((radii.length - 1) / 2)];
  return {
    method: rule.method,
    construction,
    alpha,
    records: list.map((candidate, i) => record(candidate, radii[i], bounds)),
    certifiedAccuracy,
    ceiling,
    medianRadius,
    abstentions: radii.filter((radius) => radius < 0).length,
    capped,
    claims: claimsOf(rule, {
      construction,
      alpha,
      chosenFrom,
      votes,
      certifiedAccuracy,
      ceiling,
      medianRadius,
    }),
  };
}

function share(alive: readonly number[], list: readonly Candidate[]): number {
  return alive.filter((i) => list[i].correct).length / list.length;
}

function record(
  candidate: Candidate,
  radius: number,
  bounds: { lower(c: Candidate): number; rival(c: Candidate): number },
): RecordCertificate {
  const { prediction, correct } = candidate;
  if (radius >= 0) return { prediction, correct, radius };
  const reason =
    prediction < 0
      ? 'two classes share the most votes'
      : 'the lower bound on the label does not exceed the upper bound on its rivals';
  return {
    prediction,
    correct,
    radius,
    abstention: { reason, lower: bounds.lower(candidate), rival: bounds.rival(candidate) },
  };
}

interface Findings {
  readonly construction: Construction;
  readonly alpha: number;
  readonly chosenFrom: number;
  readonly votes: Votes;
  readonly certifiedAccuracy: readonly number[];
  readonly ceiling: number;
  readonly medianRadius: number;
}

function claimsOf(rule: Rule, found: Findings): readonly Claim[] {
  const { construction, alpha, chosenFrom, votes } = found;
  const basis = {
    ...rule.basis,
    assumptions: [
      ...rule.basis.assumptions,
      `the votes are those of ${votes.models} models trained independently, each on a release of its own`,
      `the construction '${construction}' was chosen before the votes were seen`,
      ...(chosenFrom === 1
        ? []
        : [
            `the votes were chosen among at most ${chosenFrom} sets of votes: bounds at alpha / ${chosenFrom}`,
          ]),
      'confidence is for each record apart: the expected share of false certificates is at most 1 - confidence',
    ],
  };
  const confidence = iv.sub(1, alpha).lo;
  const common = { side: 'lower', confidence, object: rule.object, basis } as const;
  const curve = found.certifiedAccuracy.map((value, poisons): Claim => {
    return { ...common, quantity: 'certifiedAccuracy', value, poisons, method: rule.method };
  });
  const radii: readonly Claim[] = [
    { ...common, quantity: 'radius', value: found.medianRadius, method: `${rule.method}, median record` },
    { ...common, quantity: 'radius', value: found.ceiling, method: `${rule.method}, unanimous votes` },
  ];
  return [...curve, ...radii.filter((claim) => claim.value >= 0)];
}
