import type { AuditBound, AuditDocument, AuditTest, Roc } from '../core/index.js';
import type { AuditVerdict } from './verdict.js';

/** Levels that were halved or divided once more than here. */
const LEVEL_SLACK = 1e-9;

/**
 * Whether the parts of an audit go together, from the document alone: levels, ceilings, tests, findings, and the
 * shapes of what is drawn.
 */
export function auditFaults(document: AuditDocument): readonly AuditVerdict[] {
  const { bounds, tests } = document;
  return [
    ...bounds.map((bound) => boundVerdict(bound, document)),
    ...tests.map((test) => testVerdict(test, document)),
    findingVerdict(document),
    ...shapeVerdicts(document),
  ];
}

/**
 * The largest epsilon that a statistic right with probability 1 - alpha can show of n guesses: a mechanism that
 * answers each guess rightly with probability q = e^epsilon / (1 + e^epsilon) has them all right with probability
 * q^n, and it is epsilon-DP. Where q^n > alpha, that outcome may not contradict epsilon, and no other outcome says
 * more than that all guesses are right.
 */
export function mostShown(trials: number, alpha: number): number {
  // q = alpha^(1/n), epsilon = ln(q / (1 - q))
  return trials === 0 ? 0 : -Math.log(Math.expm1(-Math.log(alpha) / trials));
}

function boundVerdict(bound: AuditBound, { question }: AuditDocument): AuditVerdict {
  const { validity, side, alpha, confidence, value, ceiling, exact, upper, quantity, trials } = bound;
  const bayesian = validity === 'bayesian';
  const most =
    quantity === 'epsilon' && validity === 'frequentist' ? mostShown(trials[0] + trials[1], alpha) : Infinity;
  return verdict(`${bound.method}: ${quantity} >= ${value}, ceiling ${ceiling}`, [
    [(side === 'estimate') === bayesian, 'an estimate is what is Bayesian, and nothing else'],
    [Math.abs(confidence - (1 - alpha)) <= LEVEL_SLACK, 'confidence must be 1 - alpha'],
    [bayesian || alpha <= question.alpha * (1 + LEVEL_SLACK), "alpha must be at most the question's"],
    [value >= 0, 'the value must be >= 0'],
    [quantity !== 'delta' || value <= 1, 'a delta must be <= 1'],
    [bayesian || value <= ceiling, 'the value must not exceed the ceiling'],
    [trials.every((n) => n <= question.trials), 'no more trials than were asked for'],
    [Math.max(value, ceiling) <= Math.max(0, most) + LEVEL_SLACK, `so many trials show at most ${most}`],
    [exact === undefined || exact[0] <= exact[1], 'the enclosure of the exact value must be in order'],
    [
      exact === undefined || upper === undefined || exact[0] <= upper,
      'the exact value of a pair must not exceed what is proved for all pairs',
    ],
  ]);
}

function testVerdict(test: AuditTest, { question, tests }: AuditDocument): AuditVerdict {
  const { name, statistic, critical, alpha, rejected } = test;
  return verdict(`${name}: ${statistic} against ${critical}, ${rejected ? 'rejected' : 'silent'}`, [
    [rejected === statistic > critical, 'a test rejects where its statistic exceeds the critical value'],
    [alpha <= question.alpha * (1 + LEVEL_SLACK), "alpha must be at most the question's"],
    [tests.find((other) => other.name === name) === test, 'its name must be its own'],
  ]);
}

/**
 * The levels of all statistics add up to the alpha of the question (Bonferroni). So what contradicts the claim at
 * alpha / m must be said to, and nothing else may be.
 */
function findingVerdict({ bounds, tests, findings, question }: AuditDocument): AuditVerdict {
  const measured = bounds.filter((b) => b.validity !== 'bayesian');
  const level = (question.alpha / (measured.length + tests.length)) * (1 + LEVEL_SLACK);
  const rejected = tests.filter((t) => t.rejected);
  const exceeding = measured.filter(exceeds);
  const names = [...rejected.map((t) => t.name), ...exceeding.map((b) => b.method)];
  const due = [
    ...rejected.filter((t) => t.alpha <= level).map((t) => t.name),
    ...exceeding.filter((b) => b.alpha <= level).map((b) => b.method),
  ];
  return verdict(findings.length === 0 ? 'nothing contradicts the claim' : `findings: ${findings.length}`, [
    ...findings.map(
      (finding) =>
        [
          names.some((name) => isAbout(finding, name)),
          `"${finding}" must rest on a bound that exceeds or a test that rejects`,
        ] as const,
    ),
    ...due.map(
      (name) =>
        [findings.some((finding) => isAbout(finding, name)), `${name} must be among the findings`] as const,
    ),
  ]);
}

/** A finding begins with the name of what it rests on. */
function isAbout(finding: string, name: string): boolean {
  return finding.startsWith(`${name}: `);
}

/** Above what theory allows: every pair, or where a family is granted the pair that was played. */
function exceeds({ value, upper, exact, validity }: AuditBound): boolean {
  const most = Math.min(upper ?? Infinity, validity === 'family' ? (exact?.[1] ?? Infinity) : Infinity);
  return value > most;
}

function shapeVerdicts({ roc, histograms = [] }: AuditDocument): AuditVerdict[] {
  const curves = Object.entries<Roc['measured']>({ ...roc }).map(([name, points]) =>
    verdict(`error rates, ${name}: ${points.length} points`, [
      [ascending(points.map(([typeOne]) => typeOne)), 'false positives must ascend'],
      [ascending(points.map(([, typeTwo]) => -typeTwo)), 'false negatives must descend'],
    ]),
  );
  const worlds = histograms.map(({ world, edges, measured, law }) =>
    verdict(`scores, ${world}: ${measured.length} bins`, [
      [edges.length === measured.length + 1, 'bins must lie between edges'],
      [law === undefined || law.length === measured.length, 'the law must have the same bins'],
      [ascending(edges), 'edges must ascend'],
      [[measured, law ?? []].every((shares) => sum(shares) <= 1 + 1e-6), 'shares must add up to 1 at most'],
    ]),
  );
  return [...curves, ...worlds];
}

function verdict(
  statement: string,
  rules: readonly (readonly [holds: boolean, rule: string])[],
): AuditVerdict {
  const broken = rules.filter(([holds]) => !holds).map(([, rule]) => rule);
  return {
    statement,
    holds: broken.length === 0,
    against: broken.length === 0 ? 'consistent' : broken.join('; '),
  };
}

function ascending(values: readonly number[]): boolean {
  return values.every((value, i) => i === 0 || value >= (values[i - 1] ?? -Infinity));
}

function sum(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0);
}
