import { join } from 'node:path';
import type { Claim } from '../../lib/core/claim.js';
import type { ClaimDocument } from '../../lib/core/document.js';
import type { Mechanism } from '../../lib/core/mechanism.js';
import { jsonText, toJson } from '../../lib/report/json.js';
import { toSvg } from '../../lib/report/svg.js';
import { type RunFolder, sweepRun } from '../../lib/run/run-folder.js';
import { countVotes, type VoteCount } from '../../lib/run/votes.js';
import { writeWhole } from '../../lib/run/whole-file.js';
import { guaranteeOf, type RecipeGuarantee } from '../../lib/train/guarantee-of.js';
import { accountOf } from '../account.js';
import { answer, type Subject, stepsOf } from '../answer.js';
import type { Given } from '../command.js';
import { accuracyChart } from '../drawing.js';
import type { Io } from '../io.js';
import { type Progress, progress } from '../progress.js';
import { readQuestion } from '../question.js';
import { granted, grantedOfData, leftOut } from './run-assumptions.js';
import { ofRun } from './run-setup.js';

/** What the votes of a finished run prove. */
export interface CertifiedRun extends RunFolder {
  readonly guarantee: RecipeGuarantee;
  /** clean accuracy: the mean of single models, and of the vote of all */
  readonly accuracy: VoteCount['accuracy'];
  /** certified accuracy at r = 0, 1, ..., down to the first 0, by method, the strongest first; empty without a guarantee */
  readonly curves: readonly Curve[];
  /** radius of the median record by the first method; undefined where it abstains */
  readonly medianRadius: number | undefined;
  /** what the reader must grant where there is no document that says so; empty without a guarantee */
  readonly assumptions: readonly string[];
  /** what dpih verify checks; absent where no mechanism stands behind the votes */
  readonly document?: ClaimDocument;
}

export interface Curve {
  readonly method: string;
  readonly accuracy: readonly number[];
}

export interface ReportOptions {
  /** sets of votes that these will be chosen from after a look at them */
  readonly chosenFrom?: number;
}

/**
 * Counts the votes of a finished run, certifies them and writes what was found into its folder: votes.csv,
 * summary.json, and where a mechanism stands behind them mechanism.json, claim.json and accuracy.svg.
 * @param given  the flags of the question: --delta, --poisons, --alpha, --construction, --orientation, --deployed
 */
export async function certifyRun(
  run: RunFolder,
  given: Given,
  io: Io,
  { chosenFrom }: ReportOptions = {},
): Promise<CertifiedRun> {
  const guarantee = guaranteeOf(run.plan.recipe);
  const count = countVotes(run);
  const found = await certificates(run, guarantee, count, given, io, chosenFrom);
  const certified: CertifiedRun = { ...run, guarantee, accuracy: count.accuracy, ...found };
  write(certified, count.csv, found.claims);
  return certified;
}

interface Found {
  readonly claims: readonly Claim[];
  readonly curves: readonly Curve[];
  readonly medianRadius: number | undefined;
  readonly assumptions: readonly string[];
  readonly document?: ClaimDocument;
}

async function certificates(
  run: RunFolder,
  guarantee: RecipeGuarantee,
  count: VoteCount,
  given: Given,
  io: Io,
  chosenFrom: number | undefined,
): Promise<Found> {
  switch (guarantee.kind) {
    case 'none':
      return { claims: [], curves: [], medianRadius: undefined, assumptions: [] };
    case 'partition': {
      const { certifyPartitionVotes } = await import('../../lib/certify/partition-votes.js');
      const { claims, method, certifiedAccuracy, medianRadius } = certifyPartitionVotes(count.votes);
      return {
        claims,
        curves: [{ method, accuracy: certifiedAccuracy }],
        medianRadius: radius(medianRadius),
        assumptions: [...(claims[0]?.basis.assumptions ?? []), ...grantedOfData(run.plan, run.test)],
      };
    }
    case 'mechanism': {
      const document = await documentOf(run, guarantee.mechanism, count, given, io, chosenFrom);
      const { claims } = document;
      const curves = curvesOf(claims);
      const median = claims.find((c) => c.method === `${curves[0]?.method}, median record`);
      return { claims, curves, medianRadius: radius(median?.value), assumptions: [], document };
    }
  }
}

async function documentOf(
  { plan, test }: RunFolder,
  mechanism: Mechanism,
  { votes, csv }: VoteCount,
  given: Given,
  io: Io,
  chosenFrom: number | undefined,
): Promise<ClaimDocument> {
  const question = await readQuestion(ofRun(given), mechanism);
  const bar: Progress = progress(io, stepsOf(question) + 1);
  bar.step('composing the releases');
  const known = accountOf(mechanism, `--defence ${plan.recipe.defence.kind}`);
  const subject: Subject = {
    mechanism,
    known,
    defaults: plan.assumed,
    ballot: { votes, csv },
    chosenFrom,
    drawn: 'here',
  };
  const document = await answer(subject, question, bar);
  bar.done();
  return {
    ...document,
    assumptions: [...document.assumptions, ...granted(plan, test, chosenFrom)],
    notCovered: [...document.notCovered, ...leftOut(plan)],
  };
}

function write(run: CertifiedRun, csv: string, claims: readonly Claim[]): void {
  const { folder, guarantee, document } = run;
  const save = (name: string, text: string): void => writeWhole(join(folder, name), text);
  save('votes.csv', csv);
  save('summary.json', jsonText(summaryOf(run)));
  if (guarantee.kind === 'mechanism') save('mechanism.json', jsonText(guarantee.mechanism));
  if (document !== undefined) save('claim.json', toJson(document));
  if (claims.length > 0) save('accuracy.svg', toSvg([accuracyChart({ claims })]));
  sweepRun(folder);
}

/** The numbers of a run as plain JSON; no time and no cost, so that the same run gives the same bytes. */
export function summaryOf(run: CertifiedRun): object {
  const { plan, test, guarantee, accuracy, curves, medianRadius, assumptions, document } = run;
  const { defence, learner, models, seed } = plan.recipe;
  return {
    defence: defence.kind,
    learner: learner?.kind ?? 'dp-sgd',
    models,
    seed,
    train: test.train,
    test: test.labels.length,
    accuracy,
    ...(guarantee.kind === 'none' ? { uncertified: guarantee.reason } : {}),
    ...(document?.votes === undefined
      ? {}
      : { alpha: document.votes.alpha, chosenFrom: document.votes.chosenFrom ?? 1 }),
    certifiedAccuracy: Object.fromEntries(curves.map((c) => [c.method, c.accuracy])),
    medianRadius: medianRadius ?? null,
    ...(assumptions.length === 0 ? {} : { assumptions }),
  };
}

function curvesOf(claims: readonly Claim[]): readonly Curve[] {
  const curves = new Map<string, number[]>();
  for (const { quantity, method, value, poisons } of claims) {
    if (quantity !== 'certifiedAccuracy' || poisons === undefined) continue;
    const curve = curves.get(method) ?? [];
    curve[poisons] = value;
    curves.set(method, curve);
  }
  return [...curves].map(([method, accuracy]) => ({ method, accuracy }));
}

function radius(value: number | undefined): number | undefined {
  return value === undefined || value < 0 ? undefined : value;
}
