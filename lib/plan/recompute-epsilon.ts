import type { Account } from '../accountants/account.js';
import { epsilonAt, renyiEpsilonAtOrder } from '../convert/index.js';
import type { Statement } from '../core/document.js';
import { DIRECTIONS } from '../core/index.js';
import { bigDelta, bigPure, closedForm } from './decimal-forms.js';
import { big } from './decimal-normal.js';
import { privacyClaims } from './privacy-claims.js';
import type { Verdict } from './verdict.js';

/** Relative accuracy of the second discretisation: another grid than any account uses by default. */
export const SECOND_ACCURACY = 1e-4;
/** A lower profile is discretised too, on its own side and coarsely; two grids differ by this much. */
const WITNESS_SLACK = 1e-2;
/** An order printed with fewer digits than it had. */
const RENYI_SLACK = 1e-9;

/** Tests a claim of epsilon against a second account, and against 60 digits where there is a closed form. */
export function epsilonVerdict(claim: Statement, second: Account): Verdict {
  const verdict = valueVerdict(claim, second);
  return { ...verdict, holds: verdict.holds && detailsHold(claim, second) };
}

/**
 * What a claim says beside its value: an enclosure ends at the value and begins no higher than the bound recomputed;
 * a Renyi order gives, on the recomputed curve, no more than the value.
 */
function detailsHold(
  { value, enclosure, order, delta = 0, poisons = 1 }: Statement,
  second: Account,
): boolean {
  const enclosed =
    enclosure === undefined ||
    (enclosure[1] === value && enclosure[0] <= epsilonAt(second.upper, delta, poisons));
  if (order === undefined) return enclosed;
  if (second.renyi === undefined || !(order > 1)) return false;
  const atOrder = renyiEpsilonAtOrder(delta, order, second.renyi.at(order, poisons));
  return enclosed && atOrder <= value * (1 + RENYI_SLACK);
}

function valueVerdict(claim: Statement, second: Account): Verdict {
  const { mechanism } = second;
  const poisons = claim.poisons ?? 1;
  const delta = claim.delta ?? 0;
  const recomputed = privacyClaims(second, delta === 0 ? 0.5 : delta, poisons).find(
    (c) => c.method === claim.method,
  )?.value;
  const discrete = { claim, recomputed, path: 'second discretisation' } as const;
  if (claim.side === 'upper') {
    if (claim.value === Infinity) return { ...discrete, holds: true };
    if (!(claim.value >= 0)) return { ...discrete, holds: false };
    if (delta === 0) {
      const pure = bigPure(mechanism, poisons);
      if (pure === undefined) return { ...discrete, holds: claim.value >= (recomputed ?? Infinity) };
      return {
        claim,
        holds: pure.lte(big(claim.value)),
        recomputed: pure.toNumber(),
        path: 'closed form, 60 digits',
      };
    }
    const form = closedForm(mechanism, poisons);
    if (form !== undefined)
      return {
        claim,
        holds: bigDelta(form, claim.value).lte(big(delta)),
        recomputed,
        path: 'closed form, 60 digits',
      };
    const least = Math.max(...DIRECTIONS.map((d) => second.enclosure(claim.value, poisons, d)[0]));
    return { ...discrete, holds: least <= delta };
  }
  const allowed = claim.side === 'lower' ? epsilonAt(second.upper, delta, poisons) : Infinity;
  const near =
    recomputed !== undefined && claim.value <= recomputed * (1 + WITNESS_SLACK) + WITNESS_SLACK * delta;
  const same = claim.side === 'lower' || (near && claim.value >= (recomputed ?? 0) * (1 - WITNESS_SLACK));
  return { ...discrete, holds: near && same && claim.value <= allowed };
}
