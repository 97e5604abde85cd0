import {
  account,
  BASELINES,
  baselineKnowledge,
  baselineRule,
  certifiedRadius,
  radiusBy,
  unanimousBound,
} from '../lib/index.js';
import { timed } from './cpu.js';
import { dpSgd } from './mechanisms.js';
import type { Row } from './row.js';
import { atLeast, atMost, exactly, type Target } from './target.js';

const MODELS = 1000;
const ALPHA = 0.001;

/** Radii of a prediction on which 1000 models agree, by baseline. */
const BASELINE_TARGETS: Readonly<Record<string, Target>> = {
  'Renyi flip threshold': exactly(11),
  'Renyi-Hoelder': exactly(8),
  Xie: atMost(7),
};

/** DP-SGD q = 0.01, sigma = 2, T = 1000: the profile against the baselines, on the same bound. */
export function* unanimousRadii(): Generator<Row> {
  const { upper, renyi, pure } = account(dpSgd(0.01, 2, 1000));
  const p = unanimousBound(MODELS, ALPHA);
  const own = timed(() => certifiedRadius(upper, p, 1 - p, { maximalRadius: 30 }).radius);
  yield row('profile', own.result, own.seconds, atLeast(14));
  const knowledge = baselineKnowledge({ profile: upper, renyi, pure });
  for (const baseline of BASELINES) {
    const target = BASELINE_TARGETS[baseline.name];
    if (target === undefined) continue;
    const { result, seconds } = timed(
      () => radiusBy(baselineRule(baseline, knowledge), p, 1 - p, { maximalRadius: 30 }).radius,
    );
    yield row(baseline.name, result, seconds, target);
  }
}

function row(method: string, value: number, seconds: number, target: Target): Row {
  return { name: `radius, ${method}`, value, target, seconds, binding: true };
}
