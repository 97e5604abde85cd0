import { type Account, account } from '../accountants/account.js';
import { tradeOff } from '../convert/index.js';
import { type AuditBound, type AuditDocument, DIRECTIONS } from '../core/index.js';
import { auditFaults } from './audit-faults.js';
import { optimistic } from './recompute-certificates.js';
import { epsilonVerdict, SECOND_ACCURACY } from './recompute-epsilon.js';
import type { AuditVerdict } from './verdict.js';

/** Curves are searched for their best point, to about this much. */
const SEARCH_SLACK = 1e-6;

/**
 * Tests what an audit says against what can be known without its trials: the bounds of theory are computed again
 * by another discretisation; every measured bound is held against the most that so many trials can show; tests,
 * levels and findings must go together.
 *
 * What was measured cannot be measured again from the document: play the game with its seed.
 *
 * @param onStep  called before each statement that is computed again
 * @throws DomainError, UnsupportedError as the accountants do
 */
export function recomputeAudit(
  document: AuditDocument,
  onStep?: (what: string) => void,
): readonly AuditVerdict[] {
  onStep?.('composing the releases');
  const second = account(document.mechanism, { accuracy: SECOND_ACCURACY });
  return [
    ...theoryVerdicts(document, second, onStep),
    ...curveVerdicts(document, second, onStep),
    ...auditFaults(document),
  ];
}

/** An epsilon that an account can speak of. */
interface Epsilon {
  readonly name: string;
  /** what of the second account it is held against: the bound, or what its own witness attains */
  readonly method: 'profile' | 'witness';
  readonly side: 'upper' | 'lower';
  readonly value: number;
  readonly delta: number;
  readonly poisons: number;
}

function theoryVerdicts(
  { theory, question, bounds }: AuditDocument,
  second: Account,
  onStep?: (what: string) => void,
): AuditVerdict[] {
  const { delta, poisons } = question;
  const asked = { delta, poisons };
  const epsilons: Epsilon[] = [
    { name: 'theory, proved', method: 'profile', side: 'upper', value: theory.upper, ...asked },
    ...(theory.witness === undefined
      ? []
      : [
          {
            name: 'theory, some pair',
            method: 'witness',
            side: 'lower',
            value: theory.witness,
            ...asked,
          } as const,
        ]),
    ...bounds.flatMap((b) => proved(b, question)),
    // an exact value is attained: it may not exceed what is proved
    ...bounds.flatMap((b) => exact(b, question)),
  ];
  return [
    ...unique(epsilons).map((epsilon) => {
      onStep?.(epsilon.name);
      return epsilonHolds(epsilon, second);
    }),
    ...bounds.flatMap((b) => (b.quantity === 'delta' ? deltaHolds(b, question.poisons, second) : [])),
  ];
}

function proved(bound: AuditBound, question: AuditDocument['question']): Epsilon[] {
  const { quantity, upper, method, delta = question.delta, poisons = question.poisons } = bound;
  if (quantity !== 'epsilon' || upper === undefined) return [];
  return [{ name: `${method}, proved`, method: 'profile', side: 'upper', value: upper, delta, poisons }];
}

const EXACT = ', exact for the pair';

function exact(bound: AuditBound, question: AuditDocument['question']): Epsilon[] {
  const { quantity, exact: enclosure, method, delta = question.delta, poisons = question.poisons } = bound;
  if (quantity !== 'epsilon' || enclosure === undefined) return [];
  const name = `${method}${EXACT}`;
  return [{ name, method: 'profile', side: 'lower', value: enclosure[0], delta, poisons }];
}

/** Each number once, under its first name. */
function unique(epsilons: readonly Epsilon[]): readonly Epsilon[] {
  const key = (e: Epsilon): string => [e.method, e.side, e.value, e.delta, e.poisons].join();
  const keys = epsilons.map(key);
  return epsilons.filter((_, i) => keys.indexOf(keys[i] ?? '') === i);
}

function epsilonHolds({ name, method, side, value, delta, poisons }: Epsilon, second: Account): AuditVerdict {
  const statement = `${name}: epsilon ${side === 'upper' ? '<=' : '>='} ${value} at delta = ${delta}, r = ${poisons}`;
  const { holds, recomputed, path } = epsilonVerdict(
    {
      quantity: 'epsilon',
      side,
      value,
      delta,
      poisons,
      confidence: 1,
      object: 'mechanism',
      method,
      basis: second.upper.basis,
    },
    second,
  );
  const against = name.endsWith(EXACT) ? 'not above what is proved' : 'recomputed';
  return { statement, holds, against: `${against} ${recomputed ?? 'not at all'}, ${path}` };
}

function deltaHolds(bound: AuditBound, asked: number, second: Account): AuditVerdict[] {
  const { method, upper, epsilon, poisons = asked } = bound;
  if (upper === undefined || epsilon === undefined) return [];
  const least = Math.max(...DIRECTIONS.map((d) => second.enclosure(epsilon, poisons, d)[0]));
  return [
    {
      statement: `${method}, proved: delta <= ${upper} at epsilon = ${epsilon}, r = ${poisons}`,
      holds: upper >= least,
      against: `recomputed at least ${least}, second discretisation`,
    },
  ];
}

/** The curve that no test can lie below, against the optimistic end of a recomputed one. */
function curveVerdicts(
  { roc, question: { poisons } }: AuditDocument,
  second: Account,
  onStep?: (what: string) => void,
): AuditVerdict[] {
  if (roc?.bound === undefined) return [];
  onStep?.('the trade-off curve');
  const again = tradeOff(optimistic(second));
  const wrong = roc.bound.find(
    ([typeOne, typeTwo]) => !DIRECTIONS.some((d) => typeTwo <= again.at(typeOne, poisons, d) + SEARCH_SLACK),
  );
  return [
    {
      statement: `the bound of the error rates, ${roc.bound.length} points`,
      holds: wrong === undefined,
      against:
        wrong === undefined
          ? 'recomputed, second discretisation'
          : `a test of rates ${wrong.join(' and ')} is not ruled out`,
    },
  ];
}
