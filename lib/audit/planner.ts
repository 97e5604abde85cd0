import {
  above,
  crossing,
  integer,
  normalQuantile,
  openUnit,
  proportionUpperEstimate,
} from '../numerics/index.js';
import { checkDelta } from './clopper-pearson-bound.js';
import type { FamilyMember, TradeOffFamily } from './family.js';
import { invert } from './family-bound.js';

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
  const inversion = invert(family, planned.delta);
  const rates = tests.map((test) => expectedRates(trials, test, planned));
  const [best] = rates.sort(([a, b], [c, d]) => order(inversion.of(c, d)) - order(inversion.of(a, b)));
  return inversion.epsilon({ falsePositive: best[0], falseNegative: best[1] });
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
  const reaches =
    planned.statistic === 'Clopper-Pearson'
      ? (trials: number) => expectedEpsilon(trials, tests, planned) - aim
      : rejection(family, aim, tests, planned);
  const { above: enough } = crossing((x) => reaches(Math.exp(x)), {
    low: 0,
    high: MOST,
    from: Math.log(1e4),
    step: 1,
    tolerance: () => PRECISION,
  });
  return enough === undefined ? Infinity : Math.ceil(Math.exp(enough));
}

/** How far the best test is beyond what the member of epsilon `aim` allows: positive where that one is rejected. */
function rejection(
  family: TradeOffFamily,
  aim: number,
  tests: readonly Test[],
  planned: PlannedAudit,
): (trials: number) => number {
  const { below } = crossing((x) => Math.log(aim / family.member(Math.exp(x)).epsilonBelow(planned.delta)), {
    low: 0,
    high: Math.log(64),
    from: 0,
    step: 0.05,
    tolerance: () => 1e-4,
  });
  const scaled = family.member(Math.exp(below ?? 0));
  return (trials) =>
    tests.reduce((most, test) => {
      const [a, b] = expectedRates(trials, test, planned);
      const size = normalQuantile(scaled.typeTwoBelow(a)) - normalQuantile(b);
      return size > most ? size : most;
    }, -Infinity);
}

function expectedEpsilon(trials: number, tests: readonly Test[], planned: PlannedAudit): number {
  const left = 1 - planned.delta;
  return tests.reduce((most, test) => {
    const [a, b] = expectedRates(trials, test, planned);
    const value = Math.max(Math.log((left - a) / b), Math.log((left - b) / a));
    return value > most ? value : most;
  }, 0);
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

function testsOf(member: FamilyMember): readonly Test[] {
  return LOGITS.map((x) => {
    const typeOne = 1 / (1 + Math.exp(-x));
    return [typeOne, Math.max(0, member.typeTwoBelow(typeOne))];
  });
}

const order = (merit: number): number => (Number.isNaN(merit) ? -Infinity : merit);

function check({ delta, alpha, choosing = 0.2 }: PlannedAudit): void {
  checkDelta(delta);
  openUnit({ alpha });
  if (choosing !== 0) openUnit({ choosing });
  above(-1, { choosing });
}
