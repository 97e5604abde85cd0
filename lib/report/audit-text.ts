import type { AuditDocument, GameName } from '../core/audit.js';
import { boundSections, summarySection } from './audit-bounds-text.js';
import { testSection } from './audit-tests-text.js';
import { verdictSection } from './audit-verdict-text.js';
import { entry, wrap } from './layout.js';
import { describeMechanism } from './mechanism-text.js';
import { scientific } from './number.js';

/**
 * An audit as text of at most 80 columns: what is assumed, what was measured beside what is proved, whether the
 * two contradict one another, and what was not looked at. Bounds are printed rounded to their own side.
 */
export function auditText(document: AuditDocument): string {
  const results = [
    summarySection(document),
    ...boundSections(document),
    testSection(document),
    document.notes.flatMap((text) => wrap(text, '  - ', '    ')),
  ].filter((lines) => lines.length > 0);
  return [
    'ASSUMPTIONS',
    ...describeMechanism(document.mechanism).flatMap(([name, text]) => entry(name, text)),
    ...entry('game', GAMES[document.game]),
    ...question(document),
    ...document.assumptions.flatMap((text, i) => entry(i === 0 ? 'granted' : '', text)),
    ...entry(
      'defaults',
      document.defaults.length === 0
        ? 'none: every setting was given'
        : `not given, so assumed: ${document.defaults.join('; ')}`,
    ),
    '',
    'RESULTS',
    ...results.flatMap((lines, i) => (i === 0 ? lines : ['', ...lines])),
    '',
    'VERDICT',
    ...verdictSection(document),
    ...basis(document),
    '',
    'NOT COVERED',
    ...document.notCovered.flatMap((text) => wrap(text, '  - ', '    ')),
    '',
  ].join('\n');
}

const GAMES: Readonly<Record<GameName, string>> = {
  labels: 'labels: a canary with a class of its own, looked for in the mixed labels',
  release: 'release: all releases of one known pair of data sets, scored by their log-likelihood ratio',
  family: 'family: releases of several known pairs of data sets, each scored by its log-likelihood ratio',
  'one-run': 'one-run: many canaries in a single run, each present by a fair coin',
  'white-box': 'white-box: a trained model together with all it was trained on, and its weights alone',
  'black-box': 'black-box: answers of trained models about a canary',
  poison: 'poison: models trained with and without r poisons',
  scores: 'scores: handed in, of trials played elsewhere',
};

function question({ question: q, game }: AuditDocument): string[] {
  return [
    ...entry('delta', scientific(q.delta)),
    ...entry('poisons', `r = ${q.poisons}`),
    ...entry('alpha', scientific(q.alpha)),
    ...(game === 'one-run'
      ? entry('canaries', `${q.trials}, each one trial`)
      : entry('trials', `${q.trials} in each world, without and with the canary`)),
    ...(q.seed === undefined ? [] : entry('seed', q.seed)),
    ...(q.samples === undefined ? [] : entry('samples', `played elsewhere: ${q.samples.join(', ')}`)),
  ];
}

/** Each theorem once, with the statistics that rest on it. */
function basis({ bounds, tests }: AuditDocument): string[] {
  const names = new Map<string, Set<string>>();
  for (const [name, theorem, note] of [
    ...bounds.map((b) => [b.method, b.basis.theorem, b.basis.note] as const),
    ...tests.map((t) => [t.name, t.theorem, t.note] as const),
  ]) {
    const key = `${theorem} (${note})`;
    names.set(key, (names.get(key) ?? new Set()).add(name));
  }
  if (names.size === 0) return [];
  return [
    '',
    'BASIS',
    ...[...names].flatMap(([key, of]) => wrap(`${[...of].join('; ')}: ${key}`, '  - ', '    ')),
  ];
}
