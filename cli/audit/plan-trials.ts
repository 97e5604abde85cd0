import { trialsFor } from '../../lib/audit/planner.js';
import type { GameName } from '../../lib/core/audit.js';
import { knownPair } from '../../lib/games/assess/known-pair.js';
import { playedLaws } from '../../lib/games/release/played-laws.js';
import { jsonText } from '../../lib/report/json.js';
import { entry } from '../../lib/report/layout.js';
import { accountOf } from '../account.js';
import type { ExitCode, Given } from '../command.js';
import type { Io } from '../io.js';
import { readOpenUnit } from '../number.js';
import { scopeOf } from '../question.js';
import { UsageError } from '../usage-error.js';
import { readAudited } from './audit-mechanism.js';
import { readAuditQuestion } from './audit-question.js';
import { refusing } from './refusing.js';
import { theoryOf } from './theory.js';

const STATISTICS = ['noise family', 'Clopper-Pearson'] as const;

/** `dpih audit --plan SHARE`: trials of each world after which a bound is expected to reach that share of the exact epsilon. */
export async function planTrials(given: Given, game: GameName, io: Io): Promise<ExitCode> {
  for (const flag of ['csv', 'svg', 'trials'])
    if (given.switches.has(flag) || flag in given.text)
      throw new UsageError(`--${flag} must stand without --plan, which plays nothing, got both`);
  const { mechanism, defaults, label } = await readAudited(given, game, io);
  const { delta, alpha, poisons, ...question } = await readAuditQuestion(
    given,
    scopeOf(mechanism),
    mechanism.n,
    false,
  );
  const share = await readOpenUnit('plan', given.text.plan ?? '');
  const { upper } = theoryOf(accountOf(mechanism, label), delta, poisons);
  const { family, exact } = refusing(label, () =>
    knownPair(playedLaws(mechanism, 'one-sided', poisons), 'one-sided', poisons, delta),
  );
  if (exact === undefined)
    throw new UsageError(
      `--plan must stand with a design whose pair has a known epsilon, got ${mechanism.design}`,
    );
  const trials = STATISTICS.map((statistic) => trialsFor(share, family, { delta, alpha, statistic }));
  const answers = STATISTICS.map((statistic, i) => ({ statistic, trials: trials[i] ?? Infinity }));
  if (given.switches.has('json')) {
    io.print(jsonText({ share, delta, alpha, poisons, upper, exact, answers }));
    return 0;
  }
  io.print(
    [
      'PLAN',
      ...entry('upper bound', `epsilon ${figures(upper)} at delta ${delta}, r = ${poisons}`),
      ...entry('pair played', `epsilon ${figures(exact[0])}`),
      ...entry(
        'asked',
        `a bound of ${figures(share * exact[0])}, ${figures(100 * share)} % of it, at alpha ${alpha}`,
      ),
      ...answers.flatMap(({ statistic, trials: n }) => entry(statistic, words(n))),
      ...entry('defaults', [...defaults, ...question.defaults].join('; ')),
      '',
    ].join('\n'),
  );
  return 0;
}

const figures = (x: number): string => String(Number(x.toPrecision(4)));

function words(trials: number): string {
  return trials === Infinity
    ? 'more than 1e12 trials in each world'
    : `${trials} trials in each world, a fifth of them to choose the threshold`;
}
