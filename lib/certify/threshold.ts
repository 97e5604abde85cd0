/** Votes for the label and for its strongest rival. */
export interface Ballot {
  readonly votes: number;
  readonly rival: number;
}

/**
 * Which of the distinct ballots a monotone condition admits.
 *
 * More votes and a weaker rival never hurt (Psi is monotone in p), so one ballot that holds speaks for all that
 * are at least as good, and one that fails for all that are at most as good. Ballots are visited in the order of
 * bisection along votes - rival; where rival = models - votes, all are comparable, and N records cost
 * O(log models) evaluations of the condition.
 *
 * A ballot inferred to hold follows from one that was verified, and the statement proved of the latter implies
 * the statement about the former; a ballot inferred to fail only loses.
 *
 * @param ballots  any length, repetitions allowed
 * @returns  a look-up: whether the condition holds at a ballot of the list
 * @proof    proofs/votes.md
 */
export function admitted(
  ballots: readonly Ballot[],
  holds: (ballot: Ballot) => boolean,
): (ballot: Ballot) => boolean {
  const distinct = [...new Map(ballots.map((b) => [key(b), b])).values()];
  distinct.sort((a, b) => a.votes - a.rival - (b.votes - b.rival) || a.votes - b.votes);
  const good: Ballot[] = [];
  const bad: Ballot[] = [];
  const answer = new Map<string, boolean>();

  const pending: [number, number][] = [[0, distinct.length]];
  for (const [low, high] of pending) {
    const middle = Math.floor((low + high) / 2);
    const ballot = distinct[middle];
    if (low >= high || ballot === undefined) continue;
    const implied = good.some((g) => atLeastAsGood(ballot, g));
    const refuted = !implied && bad.some((b) => atLeastAsGood(b, ballot));
    const verdict = implied || (!refuted && holds(ballot));
    if (!implied && !refuted) (verdict ? good : bad).push(ballot);
    answer.set(key(ballot), verdict);
    pending.push([low, middle], [middle + 1, high]);
  }
  return (ballot) => answer.get(key(ballot)) === true;
}

const key = (ballot: Ballot) => `${ballot.votes}/${ballot.rival}`;

const atLeastAsGood = (a: Ballot, b: Ballot) => a.votes >= b.votes && a.rival <= b.rival;
