import { bestRates } from '../../lib/audit/audit-bound.js';
import { epsilonOfRates } from '../../lib/audit/clopper-pearson-bound.js';
import type { ThresholdRule } from '../../lib/audit/threshold-rule.js';
import type { Mixup } from '../../lib/core/mechanism.js';
import { assuming } from '../assumed.js';
import type { Given } from '../command.js';
import { readNumber, readOpenUnit, readWhole } from '../number.js';
import type { Scope } from '../scope.js';
import { UsageError } from '../usage-error.js';
import { refusing } from './refusing.js';

/** What every audit is asked. */
export interface AuditQuestion {
  readonly delta: number;
  readonly alpha: number;
  readonly poisons: number;
  readonly rule: ThresholdRule;
  readonly seed: string;
  readonly defaults: readonly string[];
}

/** Releases of both worlds that an audit draws where --trials is not given. */
const RELEASES = 2e7;
const MOST_TRIALS = 1e5;
const FEWEST_TRIALS = 100;

/** @param most  records that can be changed at all @throws UsageError */
export async function readAuditQuestion(
  { text }: Given,
  scope: Scope,
  most: number,
  seeded: boolean,
): Promise<AuditQuestion> {
  const defaults: string[] = [];
  const or = assuming(text, defaults);
  const seed = seeded ? or('seed', '1') : '';
  if (seeded && seed === '') throw UsageError.of('seed', 'a word', seed);
  return {
    delta: await readOpenUnit('delta', or('delta', '1e-5'), scope),
    alpha: await readOpenUnit('alpha', or('alpha', '0.05'), scope),
    poisons: await readWhole('poisons', or('poisons', '1'), 1, most, scope),
    rule: await readRule(or('threshold', 'split')),
    seed,
    defaults,
  };
}

async function readRule(text: string): Promise<ThresholdRule> {
  if (text === 'split' || text === 'bonferroni' || text === 'dkw') return { kind: text };
  if (/^[a-z]/i.test(text)) throw UsageError.of('threshold', 'split, bonferroni, dkw or a number', text);
  return { kind: 'explicit', at: await readNumber('threshold', text) };
}

/** Trials of each world. @param pairs  pairs of data sets that are played @throws UsageError */
export async function readTrials(
  { text }: Given,
  { releases, domain, n, k }: Mixup,
  pairs: number,
  defaults: string[],
): Promise<number> {
  if (text.trials !== undefined) return readWhole('trials', text.trials, 1, 1e9, { n, k, T: releases });
  const numbers = 2 * pairs * releases * (domain.dimension ?? 1);
  const trials = Math.max(FEWEST_TRIALS, Math.min(MOST_TRIALS, Math.floor(RELEASES / numbers)));
  defaults.push(`trials = ${trials}`);
  return trials;
}

/** Requires trials enough that a test which never errs would show something. @throws UsageError naming how many are */
export function requireEnough(flag: string, trials: number, { rule, alpha, delta }: AuditQuestion): void {
  refusing(flag, () =>
    bestRates(
      trials,
      rule,
      alpha,
      ({ falsePositive, falseNegative }) => epsilonOfRates(falsePositive, falseNegative, delta) > 0,
    ),
  );
}
