import type { ClaimDocument, Statement } from '../core/document.js';
import { accuracySection, radiusSection, ruleName } from './certificate-text.js';
import { entry, wrap } from './layout.js';
import { describeMechanism } from './mechanism-text.js';
import { scientific } from './number.js';
import { gainSection, noiseSection } from './plan-text.js';
import { privacySection } from './privacy-text.js';
import { releaseSection } from './release-text.js';

/**
 * A document as text of at most 80 columns: what is assumed, what follows, what it does not cover.
 * Bounds are printed rounded to their own side; the JSON form holds the same numbers in full.
 */
export function toText(document: ClaimDocument): string {
  const results = [
    noiseSection(document),
    privacySection(document),
    gainSection(document),
    radiusSection(document),
    accuracySection(document),
  ].filter((lines) => lines.length > 0);
  return [
    'ASSUMPTIONS',
    ...describeMechanism(document.mechanism).flatMap(([name, text]) => entry(name, text)),
    ...question(document),
    ...bullets('granted', document.assumptions),
    ...defaults(document),
    ...(document.release === undefined ? [] : ['', 'RELEASE', ...releaseSection(document)]),
    '',
    'RESULTS',
    ...(results.length === 0 ? ['  nothing is claimed'] : []),
    ...results.flatMap((lines, i) => (i === 0 ? lines : ['', ...lines])),
    ...(document.claims.length === 0 ? [] : ['', 'BASIS', ...bases(document.claims)]),
    '',
    'NOT COVERED',
    ...document.notCovered.flatMap((text) => wrap(text, '  - ', '    ')),
    '',
  ].join('\n');
}

function question({ question: q, votes }: ClaimDocument): string[] {
  const lines = [...entry('delta', scientific(q.delta)), ...entry('poisons', `r = ${q.poisons.join(', ')}`)];
  if (q.p !== undefined)
    lines.push(
      ...entry(
        'prediction',
        `the predicted class has probability at least p = ${q.p}, any other at most 1 - p`,
      ),
    );
  if (q.target !== undefined)
    lines.push(...entry('target', `${TARGETS[q.target.quantity]} ${q.target.value}`));
  if (votes !== undefined)
    lines.push(
      ...entry(
        'votes',
        `${votes.records} records, ${votes.models} models each, alpha = ${scientific(votes.alpha)} a record`,
      ),
      ...(votes.chosenFrom === undefined
        ? []
        : entry(
            'selection',
            `these votes were chosen among ${votes.chosenFrom} sets of votes, so every bound is at alpha / ${votes.chosenFrom} (Bonferroni)`,
          )),
      ...entry('construction', CONSTRUCTIONS[votes.construction]),
    );
  if (q.p !== undefined || votes !== undefined)
    lines.push(...entry('orientation', ORIENTATIONS[q.orientation]));
  return lines;
}

const TARGETS = { epsilon: 'epsilon <=', radius: 'radius >=', accuracy: 'certified accuracy >=' } as const;

const ORIENTATIONS = {
  clean: 'clean: the analysed set is clean, the poisons are still to come',
  poisoned: 'poisoned: the analysed set may already hold the r poisons',
} as const;

const CONSTRUCTIONS = {
  complement: 'complement: the true label, one lower bound at alpha, rivals below its complement',
  rivals: 'rivals: the true label and every rival bounded apart, alpha shared (Bonferroni)',
  selected: 'selected: the class chosen from the same votes, 2C bounds at alpha/(2C)',
} as const;

function bullets(name: string, texts: readonly string[]): string[] {
  return texts.flatMap((text, i) => entry(i === 0 ? name : '', text));
}

function defaults(document: ClaimDocument): string[] {
  return document.defaults.length === 0
    ? entry('defaults', 'none: every setting was given')
    : entry('defaults', `not given, so assumed: ${document.defaults.join('; ')}`);
}

/** Each theorem once, with the methods that rest on it. */
function bases(claims: readonly Statement[]): string[] {
  const methods = new Map<string, Set<string>>();
  for (const { basis, method } of claims) {
    const key = `${basis.theorem} (${basis.note})`;
    methods.set(key, (methods.get(key) ?? new Set()).add(ruleName(method)));
  }
  return [...methods].flatMap(([key, names]) => wrap(`${[...names].join(', ')}: ${key}`, '  - ', '    '));
}
