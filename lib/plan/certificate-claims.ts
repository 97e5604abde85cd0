import type { Account } from '../accountants/account.js';
import {
  BASELINES,
  baselineKnowledge,
  baselineRule,
  type Construction,
  certifyVotesBy,
  type Deployed,
  expectedAccuracyOfVotes,
  type Orientation,
  profileRule,
  psi,
  type Rule,
  radiusBy,
  type VotesCertificate,
} from '../certify/index.js';
import type { Claim, Votes } from '../core/index.js';

/** The parts of an account that certificates are made of. */
export type Known = Pick<Account, 'upper' | 'renyi' | 'pure'>;

export interface CertificateQuestion {
  readonly poisons: readonly number[];
  readonly orientation: Orientation;
  /** certify the vote of finitely many models; the baselines know only the smoothed learner and stay out */
  readonly deployed?: Deployed | undefined;
  /** radii beyond it are not searched for */
  readonly maximalRadius?: number;
}

export interface VotesQuestion extends CertificateQuestion {
  readonly alpha: number;
  readonly construction: Construction;
  /** sets of votes that these were chosen from after a look at them; default 1 */
  readonly chosenFrom?: number | undefined;
}

export interface VoteClaims {
  readonly claims: readonly Claim[];
  /** records without a certificate from the profile, by reason */
  readonly abstentions: readonly { readonly reason: string; readonly records: number }[];
}

/** Radii beyond this are not searched for. */
const MOST = 10_000;
/** The same where many mechanisms are compared. */
export const MOST_COMPARED = 50;

/**
 * A prediction of probability at least p, any other class at most 1 - p: its certified radius by the profile
 * and by every baseline, and the probability it keeps after r poisons.
 *
 * @param p  in [0, 1]
 * @throws   DomainError outside
 */
export function predictionClaims(known: Known, p: number, question: CertificateQuestion): readonly Claim[] {
  const { poisons, orientation, deployed, maximalRadius = MOST } = question;
  const options = { orientation, maximalRadius, nested: true };
  const radii = rules(known, orientation, deployed).map((rule) => radiusBy(rule, p, 1 - p, options).claim);
  const kept = poisons.map((r): Claim => {
    return {
      quantity: 'probability',
      side: 'lower',
      value: psi(known.upper, p, r, orientation),
      confidence: 1,
      object: 'trained model',
      method: 'profile',
      poisons: r,
      p,
      basis: {
        theorem: 'an event of probability p keeps at least Psi_r(p) (derived here)',
        note: 'proofs/psi.md',
        assumptions: radii[0]?.basis.assumptions ?? [],
      },
    };
  });
  return [...radii, ...kept];
}

/** The certified-accuracy curve of votes by the profile and by every baseline, on the same confidence bounds. */
export function voteClaims(known: Known, votes: Votes, question: VotesQuestion): VoteClaims {
  const { alpha, construction, orientation, poisons, deployed, chosenFrom = 1 } = question;
  const rivals = construction === 'complement' ? undefined : votes.classes.length - 1;
  const results = rules(known, orientation, deployed, rivals).map((rule) =>
    certifyVotesBy(rule, votes, { alpha, construction, orientation, chosenFrom }),
  );
  const expected = poisons.map((r) =>
    expectedAccuracyOfVotes(known.upper, votes, r, alpha, orientation, chosenFrom),
  );
  return {
    claims: [...results.flatMap((result) => result.claims), ...expected],
    abstentions: results[0] === undefined ? [] : reasons(results[0]),
  };
}

function rules(
  { upper: profile, renyi, pure }: Known,
  orientation: Orientation,
  deployed: Deployed | undefined,
  rivals?: number,
): readonly Rule[] {
  const own = profileRule(profile, orientation, deployed, rivals);
  if (deployed !== undefined) return [own];
  const knowledge = baselineKnowledge({ profile, renyi, pure, orientation });
  return [own, ...BASELINES.map((baseline) => baselineRule(baseline, knowledge))];
}

function reasons({ records }: VotesCertificate): VoteClaims['abstentions'] {
  const counts = new Map<string, number>();
  for (const { abstention } of records)
    if (abstention !== undefined) counts.set(abstention.reason, (counts.get(abstention.reason) ?? 0) + 1);
  return [...counts].map(([reason, count]) => ({ reason, records: count }));
}
