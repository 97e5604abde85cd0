import type { AuditBound, AuditDocument, Validity } from '../core/audit.js';
import { groupBy } from './group-by.js';
import { table, wrap } from './layout.js';
import { decimal, scientific } from './number.js';

/** What is proved, what was measured and what some pair attains, side by side, at the delta that was asked. */
export function summarySection(document: AuditDocument): string[] {
  const { question, theory } = document;
  const best = (validity: Validity): string => {
    const values = document.bounds
      .filter((b) => b.validity === validity && isAsked(b, document))
      .map((b) => b.value);
    return values.length === 0 ? '-' : decimal(Math.max(...values), 'down');
  };
  return [
    ` epsilon at delta = ${scientific(question.delta)}: proved, audited, known`,
    ...table([
      ['r', 'proved <=', 'audited >=', 'audited, noise family >=', 'some pair >='],
      [
        String(question.poisons),
        theory.upper === Infinity ? 'none' : decimal(theory.upper, 'up'),
        best('frequentist'),
        best('family'),
        theory.witness === undefined ? '-' : decimal(theory.witness, 'down'),
      ],
    ]),
    ...wrap(
      'proved: no pair of data sets that the claim speaks of needs more. audited: the best lower bound measured; the second if what was ' +
        'audited adds noise of the stated family, of whatever scale. some pair: computed, some admissible pair ' +
        'needs this much.',
      '  ',
    ),
  ];
}

/** The question of the document: not another delta or number of poisons, nor what the claim does not speak of. */
function isAsked(bound: AuditBound, { question, theory }: AuditDocument): boolean {
  return (
    bound.quantity === 'epsilon' &&
    !(bound.upper === Infinity && theory.upper < Infinity) &&
    (bound.delta ?? question.delta) === question.delta &&
    (bound.poisons ?? question.poisons) === question.poisons
  );
}

/** Every measured bound: a table for each thing that was bounded, and below it what makes each bound valid. */
export function boundSections(document: AuditDocument): readonly string[][] {
  const groups = groupBy(document.bounds, (bound) => subject(bound, document));
  return [...groups].map(([title, bounds], i) => [
    ` ${title}`,
    ...table(rows(bounds)),
    ...(i === 0 ? wrap(explained(bounds), '  ') : []),
    ...[...groupBy(bounds, validityOf)].flatMap(([words, of]) => note(words, of)),
    ...[...groupBy(bounds, measurementOf)].flatMap(([words, of], _, all) =>
      all.length === 1 ? wrap(words, '  - ', '    ') : note(words, of),
    ),
  ]);
}

/** The exact value of the pair stands beside the bounds where it is known. */
function rows(bounds: readonly AuditBound[]): string[][] {
  const known = hasExact(bounds);
  return [
    ['statistic', 'audited', 'ceiling', ...(known ? ['exact', 'of exact'] : [])],
    ...bounds.map((b) => [
      b.method,
      `${b.side === 'estimate' ? '~' : '>='} ${decimal(b.value, 'down')}`,
      b.ceiling === Infinity ? 'none' : decimal(b.ceiling, 'up', 4),
      ...(known ? [enclosure(b), share(b)] : []),
    ]),
  ];
}

function hasExact(bounds: readonly AuditBound[]): boolean {
  return bounds.some((b) => b.exact !== undefined);
}

function explained(bounds: readonly AuditBound[]): string {
  return (
    'ceiling: what so many trials could have shown at most.' +
    (hasExact(bounds)
      ? ' exact: computed, for the pair of data sets played; of exact: the share of it that was shown.'
      : '')
  );
}

function enclosure({ exact }: AuditBound): string {
  return exact === undefined ? '-' : `[${decimal(exact[0], 'down', 5)}, ${decimal(exact[1], 'up', 5)}]`;
}

function subject(bound: AuditBound, { question }: AuditDocument): string {
  const at =
    bound.quantity === 'delta'
      ? `delta at epsilon = ${bound.epsilon === undefined ? '-' : decimal(bound.epsilon, 'nearest')}`
      : `${bound.quantity} at delta = ${scientific(bound.delta ?? question.delta)}`;
  return `${at}, r = ${bound.poisons ?? question.poisons}, measured from below`;
}

/** Of the exact value, its upper end taken, so that no more is said to be shown than was. */
function share({ value, exact }: AuditBound): string {
  const of = exact?.[1];
  if (of === undefined || !(of > 0 && of < Infinity)) return '-';
  return `${(Math.floor((value / of) * 1000) / 10).toString()} %`;
}

function note(words: string, bounds: readonly AuditBound[]): string[] {
  return wrap(`${bounds.map((b) => b.method).join('; ')}: ${words}`, '  - ', '    ');
}

function validityOf({ validity, alpha }: AuditBound): string {
  return `${VALIDITY[validity]} (alpha = ${scientific(Number(alpha.toPrecision(3)))})`;
}

function measurementOf({ threshold, trials: [absent, present] }: AuditBound): string {
  return `threshold: ${threshold}; measured on ${absent} trials without and ${present} with the canary`;
}

const VALIDITY: Readonly<Record<Validity, string>> = {
  frequentist: 'frequentist, right with probability 1 - alpha whatever was audited',
  family: 'right with probability 1 - alpha if the noise family is as stated',
  bayesian: 'an estimate: Bayesian, and never a finding',
};
