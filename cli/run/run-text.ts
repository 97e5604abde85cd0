import type { ClaimDocument } from '../../lib/core/document.js';
import { entry, table, wrap } from '../../lib/report/layout.js';
import { decimal, fraction } from '../../lib/report/number.js';
import { describeBackend } from '../../lib/train/describe-backend.js';
import { type Cost, costText } from './cost.js';
import type { CertifiedRun } from './run-report.js';

/** Column that the text of an entry begins in. */
const COLUMN = 21;

/** Numbers of poisons that a table of runs has a column for, as far as a run reaches. */
const COLUMNS = [0, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000];

/** What nobody has paid for who claims the best of several runs. */
export const SELECTION =
  'Each row holds by itself; to pick the best one and claim it, divide alpha by the number of rows first.';

/** What the screen is told of a run that no file is. */
export interface Aside {
  readonly cost: Cost;
  /** how many records were clipped, in words */
  readonly clipped: string;
}

/** One run: what was trained on what, what it is worth without poisons and with them, and what it took. */
export function runText(run: CertifiedRun, aside?: Aside): string {
  const { plan, test, guarantee, accuracy, medianRadius, document, folder } = run;
  const { defence, models, seed } = plan.recipe;
  const [curve] = run.curves;
  return lines([
    'RUN',
    ...row(
      'data',
      `${plan.data.source}: ${test.train} records to train on, ${test.labels.length} to test, ${test.classes.length} classes`,
    ),
    ...(aside === undefined ? [] : row('clipped', aside.clipped)),
    ...row('defence', defence.kind),
    ...row('learner', learnerText(run)),
    ...row(
      'models',
      `M = ${models}${document === undefined ? '' : `, alpha = ${document.votes?.alpha}`}, seed ${seed}`,
    ),
    ...row(
      'clean accuracy',
      `${fraction(accuracy.models, 'nearest')} one model on average, ${fraction(accuracy.vote, 'nearest')} the vote of all`,
    ),
    ...(guarantee.kind === 'none' ? row('certified', `nothing: ${guarantee.reason}`) : []),
    ...(curve === undefined
      ? []
      : [
          ...row(
            'certified accuracy',
            columnsOf([run])
              .map((r) => `${at(curve.accuracy, r)} at r = ${r}`)
              .join(', '),
          ),
          ...row('median radius', medianRadius === undefined ? 'abstains' : String(medianRadius)),
        ]),
    ...run.assumptions.flatMap((text, i) => row(i === 0 ? 'granted' : '', text)),
    ...(plan.backend === undefined ? [] : row('backend', describeBackend(plan.backend))),
    ...(aside === undefined ? [] : row('cost', costText(aside.cost))),
    ...row('folder', folder),
  ]);
}

/** Runs of several defences side by side: what each keeps without poisons, and at each number of them. */
export function comparisonText(runs: readonly CertifiedRun[], { clipped, cost }: Aside): string {
  const columns = columnsOf(runs);
  const reasons = runs.flatMap(({ plan, guarantee }) =>
    guarantee.kind === 'none' ? [`${plan.recipe.defence.kind}: ${guarantee.reason}`] : [],
  );
  const { plan, test } = runs[0] ?? {};
  return lines([
    'COMPARISON',
    ...(plan === undefined || test === undefined
      ? []
      : entry(
          'data',
          `${plan.data.source}: ${test.train} records to train on, ${test.labels.length} to test`,
        )),
    ...entry('clipped', clipped),
    ...table([
      ['defence', 'models', 'epsilon', 'model', 'vote', ...columns.map((r) => `r=${r}`), 'median'],
      ...runs.map(({ plan, document, accuracy, curves, medianRadius }) => [
        plan.recipe.defence.kind,
        String(plan.recipe.models),
        epsilonOf(document),
        fraction(accuracy.models, 'nearest'),
        fraction(accuracy.vote, 'nearest'),
        ...columns.map((r) => (curves[0] === undefined ? '-' : at(curves[0].accuracy, r))),
        curves[0] === undefined ? '-' : medianRadius === undefined ? 'abstains' : String(medianRadius),
      ]),
    ]),
    ...wrap(
      'epsilon: of what one model was trained on, for one record, at the delta asked; -: not private. ' +
        'model, vote: clean accuracy of one model and of the vote of all. r=: share of test records whose true label ' +
        `r replaced training records cannot change. median: radius of the median record. ${SELECTION}`,
      '  ',
    ),
    ...reasons.flatMap((reason) => wrap(reason, '  ', '    ')),
    ...runs.flatMap((run, i) => entry(i === 0 ? 'folders' : '', run.folder)),
    ...entry('cost', costText(cost)),
  ]);
}

function epsilonOf(document: ClaimDocument | undefined): string {
  const own = document?.claims.find(
    ({ quantity, method, poisons }) => quantity === 'epsilon' && method === 'profile' && poisons === 1,
  );
  return own === undefined ? '-' : decimal(own.value, 'up', 3);
}

function learnerText({ plan }: CertifiedRun): string {
  const { learner, defence } = plan.recipe;
  if (learner === undefined)
    return defence.kind === 'dp-sgd' && defence.hidden.length > 0
      ? `network of ${defence.hidden.join(', ')} hidden units`
      : 'softmax regression';
  if (learner.kind === 'ridge') return 'ridge, corrected for the noise';
  const { kind, epochs, batch, optimizer, rate, hidden } = learner;
  return [
    kind,
    ...(hidden.length === 0 ? [] : [`hidden ${hidden.join(', ')}`]),
    `${epochs} epochs`,
    `batch ${batch}`,
    `${optimizer} at ${rate}`,
  ].join(', ');
}

/** The columns up to where every run is down to 0. */
function columnsOf(runs: readonly CertifiedRun[]): readonly number[] {
  const reached = (r: number): boolean => runs.some(({ curves }) => (curves[0]?.accuracy[r] ?? 0) > 0);
  return COLUMNS.filter((r) => r === 0 || reached(r));
}

function row(name: string, text: string): readonly string[] {
  return entry(name, text, COLUMN);
}

function at(accuracy: readonly number[], r: number): string {
  return fraction(accuracy[r] ?? 0, 'down');
}

function lines(all: readonly string[]): string {
  return `${all.join('\n')}\n`;
}
