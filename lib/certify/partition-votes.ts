import type { Basis, Claim, Votes } from '../core/index.js';
import { checkVotes } from './check-votes.js';

export interface PartitionRecord {
  /** index of the class with the most votes, the smaller of equals */
  readonly prediction: number;
  readonly correct: boolean;
  /** r >= 0: no r records replaced change the prediction */
  readonly radius: number;
}

/** What is proved of the vote of models that were each trained on a part of the records. */
export interface PartitionVotesCertificate {
  readonly method: 'dpa';
  /** length = number of rows */
  readonly records: readonly PartitionRecord[];
  /** share of records predicted right whatever r records are replaced, r = 0, 1, ...; the last entry is the first 0 */
  readonly certifiedAccuracy: readonly number[];
  /** largest radius that a class with all votes can reach */
  readonly ceiling: number;
  /** lower median of the radii, a wrong prediction counting -1 */
  readonly medianRadius: number;
  readonly claims: readonly Claim[];
}

/**
 * Certifies a data set from the votes of Deep Partition Aggregation: P models, each trained on a part of its own.
 * The prediction c is the class with the most votes, the smaller of equals, and its radius
 *
 *   floor( (n_c - max over c' != c of (n_c' + [c' < c])) / 2 )
 *
 * One replaced record changes one part, so one vote; r votes change no prediction up to this r, and r + 1 votes
 * can. Nothing is random: confidence is 1.
 *
 * @param votes  checked (see checkVotes); `models` is the number of parts P
 * @returns  exact radii; shares are the doubles nearest to count/N
 * @throws   DomainError for inconsistent votes
 * @source   Levine, Feizi 2021, arXiv:2006.14768 (Deep Partition Aggregation); derived here for replaced records
 * @proof    proofs/partition-votes.md
 */
export function certifyPartitionVotes(votes: Votes): PartitionVotesCertificate {
  checkVotes(votes);
  const records = votes.rows.map(({ truth, counts }): PartitionRecord => {
    const { prediction, radius } = winner(counts);
    return { prediction, correct: prediction === truth, radius };
  });
  const radii = records.map(({ correct, radius }) => (correct ? radius : -1)).sort((a, b) => a - b);
  const certifiedAccuracy: number[] = [];
  for (let r = 0; certifiedAccuracy.at(-1) !== 0; r++)
    certifiedAccuracy.push(radii.filter((radius) => radius >= r).length / radii.length);
  const found = {
    certifiedAccuracy,
    ceiling: Math.floor(votes.models / 2),
    medianRadius: radii[Math.floor((radii.length - 1) / 2)],
  };
  return { method: 'dpa', records, ...found, claims: claimsOf(found, votes.models) };
}

function winner(counts: readonly number[]): { prediction: number; radius: number } {
  const prediction = counts.indexOf(Math.max(...counts));
  const strongest = Math.max(
    ...counts.map((count, rival) =>
      rival === prediction ? -Infinity : count + (rival < prediction ? 1 : 0),
    ),
  );
  return { prediction, radius: Math.floor((counts[prediction] - strongest) / 2) };
}

function claimsOf(
  found: Pick<PartitionVotesCertificate, 'certifiedAccuracy' | 'ceiling' | 'medianRadius'>,
  parts: number,
): readonly Claim[] {
  const common = { side: 'lower', confidence: 1, object: 'majority vote', basis: basisOf(parts) } as const;
  const curve = found.certifiedAccuracy.map((value, poisons): Claim => {
    return { ...common, quantity: 'certifiedAccuracy', value, poisons, method: 'dpa' };
  });
  const radii: readonly Claim[] = [
    { ...common, quantity: 'radius', value: found.medianRadius, method: 'dpa, median record' },
    { ...common, quantity: 'radius', value: found.ceiling, method: 'dpa, unanimous votes' },
  ];
  return [...curve, ...radii.filter((claim) => claim.value >= 0)];
}

function basisOf(parts: number): Basis {
  return {
    theorem:
      'a replaced record changes one part and so at most one vote; Deep Partition Aggregation, derived here',
    note: 'proofs/partition-votes.md',
    assumptions: [
      `the ${parts} models were trained apart, each on the records of one part alone`,
      'the part of a record was decided by its position, not by what any record holds',
      'training is deterministic: a part that was not touched gives the same model again',
      'equal votes go to the class that comes first',
      'the analysed training set is clean; the attacker changes it afterwards',
      'a poison is one record replaced in its place, with as many features and one of the same classes: ' +
        'how many records there are and their order stay as they are',
    ],
  };
}
