import type { Mechanism } from '../lib/core/mechanism.js';
import { assuming } from './assumed.js';
import { readChoice } from './choice.js';
import type { Given } from './command.js';
import { readOpenUnit, readProbability, readWhole, readWholeList, splitCommas } from './number.js';
import type { Scope } from './scope.js';
import { UsageError } from './usage-error.js';

/** What certify is asked about a mechanism. */
export interface CertifyQuestion {
  readonly delta: number;
  readonly poisons: readonly number[];
  readonly p: number | undefined;
  readonly votes: string | undefined;
  readonly alpha: number;
  readonly construction: 'complement' | 'rivals' | 'selected';
  readonly orientation: 'clean' | 'poisoned';
  /** certify the majority vote of finitely many models instead of the smoothed learner */
  readonly deployed: { readonly models: number; readonly failure: number } | undefined;
  readonly defaults: readonly string[];
}

/** Greatest number of poisons that is taken for meant. */
const MAXIMAL_POISONS = 1e6;

/** @throws UsageError */
export async function readQuestion({ text }: Given, mechanism: Mechanism): Promise<CertifyQuestion> {
  const scope = scopeOf(mechanism);
  const defaults: string[] = [];
  const or = assuming(text, defaults);
  if (text.p !== undefined && text.votes !== undefined)
    throw new UsageError('--p must stand without --votes, got both');
  for (const flag of ['alpha', 'construction'])
    if (flag in text && text.votes === undefined)
      throw new UsageError(`--${flag} must stand with --votes FILE.csv, got --${flag} ${text[flag]} alone`);
  for (const flag of ['orientation', 'deployed'])
    if (flag in text && text.votes === undefined && text.p === undefined)
      throw new UsageError(`--${flag} must stand with --p or --votes, got --${flag} ${text[flag]} alone`);
  const certificate = text.p !== undefined || text.votes !== undefined;
  const most = mechanism.kind === 'mixup' ? Math.min(mechanism.n, MAXIMAL_POISONS) : MAXIMAL_POISONS;
  return {
    delta: await readOpenUnit('delta', or('delta', '1e-5'), scope),
    poisons: await readWholeList('poisons', or('poisons', '1'), 1, most, scope),
    p: text.p === undefined ? undefined : await readProbability('p', text.p, scope),
    votes: text.votes,
    alpha: text.votes === undefined ? 0.001 : await readOpenUnit('alpha', or('alpha', '0.001'), scope),
    construction: readChoice(
      'construction',
      text.votes === undefined ? 'complement' : or('construction', 'complement'),
      ['complement', 'rivals', 'selected'],
    ),
    orientation: readChoice('orientation', certificate ? or('orientation', 'clean') : 'clean', [
      'clean',
      'poisoned',
    ]),
    deployed: text.deployed === undefined ? undefined : await readDeployed(text.deployed, defaults),
    defaults,
  };
}

/** `MODELS[,FAILURE]`. @throws UsageError */
async function readDeployed(text: string, defaults: string[]): Promise<CertifyQuestion['deployed']> {
  const [models = '', failure, ...rest] = splitCommas(text);
  if (rest.length > 0) throw UsageError.of('deployed', 'MODELS[,FAILURE]', text);
  if (failure === undefined) defaults.push('deployed failure = 0.001');
  return {
    models: await readWhole('deployed', models, 1, 1e6),
    failure: await readOpenUnit('deployed', failure ?? '0.001'),
  };
}

/** What the letters of an expression stand for once the mechanism is known. */
export function scopeOf(mechanism: Mechanism): Scope {
  switch (mechanism.kind) {
    case 'mixup':
      return { n: mechanism.n, k: mechanism.k, T: mechanism.releases };
    case 'additive':
      return { T: mechanism.releases };
    case 'dp-sgd':
      return { T: mechanism.steps, q: mechanism.rate };
    case 'guarantee':
      return {};
  }
}
