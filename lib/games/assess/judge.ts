import type { AuditBound, AuditTest } from '../../core/index.js';
import { DomainError } from '../../numerics/index.js';

/** One way to contradict a claim, at whatever error probability it is asked for. */
export type Statistic = BoundStatistic | TestStatistic;

export interface BoundStatistic {
  readonly kind: 'bound';
  /** no bound that is right lies above this: what is claimed, at what confidence it is measured aside */
  readonly limit: number;
  at(alpha: number): AuditBound;
}

export interface TestStatistic {
  readonly kind: 'test';
  at(alpha: number): AuditTest;
}

export interface Judgement {
  /** those of one quantity and validity share alpha: the largest of them is right with probability 1 - alpha */
  readonly bounds: readonly AuditBound[];
  /** each at alpha / m: a rejection is a finding */
  readonly tests: readonly AuditTest[];
  /** what contradicts the claim; all of them together are wrong with probability at most alpha */
  readonly findings: readonly string[];
}

/**
 * All statistics of an audit, judged together. Where nothing is wrong a finding occurs with probability at most
 * alpha: each of the m frequentist and family statistics is held to alpha / m (union bound), whatever ties them to
 * one another. A Bayesian number is shown and never a finding.
 *
 * @param alpha  in (0, 1)
 * @proof proofs/findings.md
 */
export function judge(statistics: readonly Statistic[], alpha: number): Judgement {
  const alone = statistics.map((statistic) =>
    statistic.kind === 'bound' ? { ...statistic, bound: statistic.at(alpha) } : statistic,
  );
  const shown = alone.map((one) => (one.kind === 'bound' ? sharing(one, alone, alpha) : one));
  const counted = shown.filter((one) => one.kind === 'test' || one.bound.validity !== 'bayesian').length;
  const level = alpha / Math.max(1, counted);
  const bounds: AuditBound[] = [];
  const tests: AuditTest[] = [];
  const findings: string[] = [];
  for (const one of shown) {
    if (one.kind === 'test') {
      const test = one.at(level);
      tests.push(test);
      if (test.rejected)
        findings.push(
          `${test.name}: ${test.finding} (${figures(test.statistic)} > ${figures(test.critical)})`,
        );
      continue;
    }
    bounds.push(one.bound);
    if (one.bound.validity === 'bayesian' || !(one.bound.value > one.limit)) continue;
    const surer = atLevel(one, level);
    if (surer !== undefined && surer.value > one.limit) findings.push(excess(surer, one.limit));
  }
  return { bounds, tests, findings };
}

interface ShownBound extends BoundStatistic {
  readonly bound: AuditBound;
}

/** The bound at its share of alpha, where others compete with it for the largest value (union bound). */
function sharing(one: ShownBound, all: readonly (ShownBound | TestStatistic)[], alpha: number): ShownBound {
  const { quantity, validity, poisons } = one.bound;
  const rivals = all.filter(
    (other) =>
      other.kind === 'bound' &&
      other.bound.quantity === quantity &&
      other.bound.validity === validity &&
      other.bound.poisons === poisons,
  );
  return rivals.length === 1 || validity === 'bayesian'
    ? one
    : { ...one, bound: one.at(alpha / rivals.length) };
}

/** A bound at a level that so few trials may show nothing at. */
function atLevel({ at }: BoundStatistic, level: number): AuditBound | undefined {
  try {
    return at(level);
  } catch (error) {
    if (error instanceof DomainError) return undefined;
    throw error;
  }
}

function excess({ method, quantity, value, validity, upper }: AuditBound, limit: number): string {
  const whose = limit === upper ? 'claimed' : 'that the claimed mechanism has for the pair played';
  const granted = validity === 'family' ? ', if the noise is of the stated family' : '';
  return `${method}: ${quantity} is at least ${figures(value)}, more than the ${figures(limit)} ${whose}${granted}`;
}

/** Rounded for reading: the exact numbers stand in the document. */
const figures = (x: number): string => String(Number(x.toPrecision(6)));
