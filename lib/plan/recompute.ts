import { type Account, account } from '../accountants/account.js';
import type { ClaimDocument, Statement } from '../core/document.js';
import type { Claim, Mechanism } from '../core/index.js';
import { remembered } from '../numerics/index.js';
import { noiseOf } from './calibrate-noise.js';
import { certificateClaims, certificateVerdict, optimistic } from './recompute-certificates.js';
import { epsilonVerdict, SECOND_ACCURACY } from './recompute-epsilon.js';
import { meets, type Target } from './target.js';
import type { Verdict } from './verdict.js';

/**
 * Recomputes every claim of a document by a path other than the one that made it.
 *
 * An upper claim stands unless the lower end of the recomputed enclosure contradicts it; a lower claim stands
 * unless it exceeds what the optimistic end of the recomputed enclosure allows. So a sound claim is never
 * refuted by the discretisation of the check, and a false one only survives within the width of the enclosure.
 * What is closed-form is computed with decimal.js to 60 digits.
 *
 * @param onStep  called before each claim
 * @throws DomainError, UnsupportedError as the accountants do
 */
export function recompute(document: ClaimDocument, onStep?: (done: number) => void): readonly Verdict[] {
  const accounts = new Map<string, Account>();
  const of = (mechanism: Mechanism): Account => {
    const key = JSON.stringify(mechanism);
    return remembered(accounts, key, () => account(mechanism, { accuracy: SECOND_ACCURACY }));
  };
  const certificates = new Map<string, readonly Claim[]>();
  const certificatesOf = (mechanism: Mechanism): readonly Claim[] => {
    const key = JSON.stringify(mechanism);
    return remembered(certificates, key, () => certificateClaims(document, of(mechanism)));
  };
  return document.claims.map((claim, i) => {
    onStep?.(i);
    const mechanism = claim.mechanism ?? document.mechanism;
    if (claim.quantity === 'epsilon') return epsilonVerdict(claim, of(mechanism));
    if (claim.quantity === 'gain') return gainVerdict(claim, document);
    if (claim.quantity === 'noise') return noiseVerdict(claim, document, of(mechanism));
    return certificateVerdict(claim, certificatesOf(mechanism));
  });
}

/** A gain is the ratio of two epsilons of the same document, each verified on its own. */
function gainVerdict(claim: Statement, { claims }: ClaimDocument): Verdict {
  const [, method, over] = /^(\S+) over (k=1|one-shot)$/.exec(claim.method) ?? [];
  const { mechanism } = claim;
  const design =
    over === 'one-shot' ? 'partition' : mechanism?.kind === 'mixup' ? mechanism.design : undefined;
  const epsilons = claims.filter(
    (c) => c.quantity === 'epsilon' && c.side === 'upper' && c.method === method,
  );
  const own = epsilons.find((c) => JSON.stringify(c.mechanism) === JSON.stringify(mechanism));
  const reference = epsilons.find(
    ({ mechanism: m }) => m?.kind === 'mixup' && m.design === design && m.k === 1 && m.releases === m.n,
  );
  const recomputed = own === undefined || reference === undefined ? undefined : reference.value / own.value;
  return { claim, holds: recomputed === claim.value, recomputed, path: 'ratio of the claims above' };
}

/** A calibrated noise stands if it is the mechanism's own and meets the target of the question. */
function noiseVerdict(claim: Statement, { question }: ClaimDocument, second: Account): Verdict {
  const target = targetOf(question, claim.poisons ?? 1);
  const recomputed = noiseOf(second.mechanism);
  const holds =
    target !== undefined && claim.value === recomputed && meets({ upper: optimistic(second) }, target);
  return { claim, holds, recomputed, path: 'second discretisation' };
}

function targetOf(
  { target, delta, p, orientation }: ClaimDocument['question'],
  poisons: number,
): Target | undefined {
  if (target === undefined) return undefined;
  const { quantity, value } = target;
  if (quantity === 'epsilon') return { quantity, value, delta, poisons };
  // an accuracy is reached by a choice among votes: no claim about the noise rests on it
  return p === undefined || quantity === 'accuracy' ? undefined : { quantity, value, p, orientation };
}
