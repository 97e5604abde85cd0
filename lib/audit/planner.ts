import {
  above,
  crossing,
  integer,
  normalQuantile,
  openUnit,
  proportionUpperEstimate,
} from '../numerics/index.js';
import { checkDelta } from './clopper-pearson-bound.js';
import { type ErrorCounts, ratesOfCounts } from './error-rates.js';
import type { FamilyMember, TradeOffFamily } from './family.js';
import { meritOf, rememberedMembers, scaleOf, TOLERANCE } from './family-bound.js';
import { jointTest } from './joint-test.js';

/** What a planned audit asks, and how. */
export interface PlannedAudit {
  readonly delta: number;
  readonly alpha: number;
  readonly statistic: 'Clopper-Pearson' | 'noise family';
  /** share of the trials that choose the threshold, in [0, 1); default 0.2, 0 for one fixed beforehand */
  readonly choosing?: number;
}

/** ln of more trials than anybody plays. */
const MOST = Math.log(1e12);

/** Planned numbers of trials are as good as this, relatively. */
const PRECISION = 0.002;

/** Type I errors looked at, as logits: from 1e-10 to 1 - 1e-10. */
const LOGITS: readonly number[] = Array.from({ length: 185 }, (_, i) => (i - 92) / 4);

/** A test of member(1): its type I and least type II error. */
type Test = readonly [typeOne: number, typeTwo: number];

/**
 * The bound on epsilon that so many trials give where nothing is wrong, if every test errs as often as expected and the
 * best threshold is chosen. An estimate.
 *
 * @param trials  per world, those that choose included; whole, >= 1
 * @param family  whose member(1) is what is audited
 * @returns >= 0
 * @throws  DomainError
 * @proof   proofs/planner.md
 */
export function expectedBound(trials: number, family: TradeOffFamily, planned: PlannedAudit): number {
  integer(1, Number.MAX_SAFE_INTEGER, { trials });
  check(planned);
  const tests = testsOf(family.member(1));
  if (planned.statistic === 'Clopper-Pearson') return expectedEpsilon(trials, tests, planned);
  const members = rememberedMembers(family);
  const merit = meritOf(members(1));
  const [best] = bestTest(tests, (test) => merit.of(...expectedRates(trials, test, planned)));
  const counts = expectedCounts(trials, best, planned);
  const rates = ratesOfCounts(counts, planned.alpha);
  const { above: rejected } = scaleOf(members, jointTest(counts, planned.alpha), rates, TOLERANCE);
  return rejected === undefined ? 0 : members(rejected).epsilonBelow(planned.delta);
}

/**
 * expectedBound as a share of the exact epsilon, in [0, 1]; 0 where the exact epsilon is 0.
 *
 * @throws DomainError
 * @proof  proofs/planner.md
 */
export function expectedShare(trials: number, family: TradeOffFamily, planned: PlannedAudit): number {
  const bound = expectedBound(trials, family, planned);
  const exact = family.member(1).epsilonBelow(planned.delta);
  return exact > 0 ? Math.min(1, bound / exact) : 0;
}

/**
 * The fewest trials per world at which expectedBound reaches a share of the exact epsilon. An estimate.
 *
 * @param share   in (0, 1)
 * @param family  whose member(1) is what is audited
 * @returns whole; Infinity where 1e12 are too few
 * @throws  DomainError
 * @proof   proofs/planner.md
 */
export function trialsFor(share: number, family: TradeOffFamily, planned: PlannedAudit): number {
  openUnit({ share });
  check(planned);
  const member = family.member(1);
  const aim = share * member.epsilonBelow(planned.delta);
  if (!(aim > 0)) return Infinity;
  const tests = testsOf(member);
  if (planned.statistic === 'Clopper-Pearson')
    return fewest((trials) => expectedEpsilon(trials, tests, planned) - aim, 1e4);
  const scaled = memberOfEpsilon(aim, family, planned.delta);
  const separate = trialsOfSeparateBounds(scaled, tests, planned);
  if (separate === Infinity) return Infinity;
  return fewest((trials) => {
    const [best] = bestTest(tests, (test) => separateRejection(trials, test, scaled, planned));
    return jointTest(expectedCounts(trials, best, planned), planned.alpha)(scaled.typeTwoBelow);
  }, separate / 2);
}

/** The fewest trials at which bounds on each rate by itself would reject a member: how the table of the theory counts. */
export function trialsOfSeparateBounds(
  scaled: FamilyMember,
  tests: readonly Test[],
  planned: PlannedAudit,
): number {
  return fewest(
    (trials) => bestTest(tests, (test) => separateRejection(trials, test, scaled, planned))[1],
    1e4,
  );
}

/** The fewest trials at which `reaches` is positive, found from a guess. */
function fewest(reaches: (trials: number) => number, guess: number): number {
  const { above: enough } = crossing((x) => reaches(Math.exp(x)), {
    low: 0,
    high: MOST,
    from: Math.log(guess),
    step: 1,
    tolerance: () => PRECISION,
  });
  return enough === undefined ? Infinity : Math.ceil(Math.exp(enough));
}

/** A member of the family, of more noise than claimed, whose epsilon is about `aim`. */
export function memberOfEpsilon(aim: number, family: TradeOffFamily, delta: number): FamilyMember {
  const { below } = crossing((x) => Math.log(aim / family.member(Math.exp(x)).epsilonBelow(delta)), {
    low: 0,
    high: Math.log(64),
    from: 0,
    step: 0.05,
    tolerance: () => 1e-4,
  });
  return family.member(Math.exp(below ?? 0));
}

/** Positive where the bounds on both rates of a test are beyond what the member allows. */
function separateRejection(trials: number, test: Test, scaled: FamilyMember, planned: PlannedAudit): number {
  const [a, b] = expectedRates(trials, test, planned);
  return normalQuantile(scaled.typeTwoBelow(a)) - normalQuantile(b);
}

function bestTest(tests: readonly Test[], merit: (test: Test) => number): readonly [Test, number] {
  let best: readonly [Test, number] = [tests[0], -Infinity];
  for (const test of tests) {
    const value = merit(test);
    if (value > best[1]) best = [test, value];
  }
  return best;
}

function expectedEpsilon(trials: number, tests: readonly Test[], planned: PlannedAudit): number {
  const left = 1 - planned.delta;
  const [, value] = bestTest(tests, (test) => {
    const [a, b] = expectedRates(trials, test, planned);
    return Math.max(Math.log((left - a) / b), Math.log((left - b) / a));
  });
  return Math.max(0, value);
}

/** The bounds on both rates where each error is as frequent as expected. */
function expectedRates(
  trials: number,
  [typeOne, typeTwo]: Test,
  { alpha, choosing = 0.2 }: PlannedAudit,
): Test {
  const measuring = Math.max(1, trials * (1 - choosing));
  const bound = (rate: number): number => proportionUpperEstimate(rate * measuring, measuring, alpha / 2);
  return [bound(typeOne), bound(typeTwo)];
}

/** The expected errors in whole numbers. */
function expectedCounts(
  trials: number,
  [typeOne, typeTwo]: Test,
  { choosing = 0.2 }: PlannedAudit,
): ErrorCounts {
  const measuring = Math.max(1, Math.round(trials * (1 - choosing)));
  return {
    falsePositives: Math.round(typeOne * measuring),
    negatives: measuring,
    falseNegatives: Math.round(typeTwo * measuring),
    positives: measuring,
  };
}

export function testsOf(member: FamilyMember): readonly Test[] {
  return LOGITS.map((x) => {
    const typeOne = 1 / (1 + Math.exp(-x));
    return [typeOne, Math.max(0, member.typeTwoBelow(typeOne))];
  });
}

function check({ delta, alpha, choosing = 0.2 }: PlannedAudit): void {
  checkDelta(delta);
  openUnit({ alpha });
  if (choosing !== 0) openUnit({ choosing });
  above(-1, { choosing });
}
