import type { AuditDocument } from '../core/audit.js';
import { WIDTH, wrap } from './layout.js';
import { scientific } from './number.js';

/** Whether anything contradicts the claim; each finding with the seed and the command that shows it again. */
export function verdictSection(document: AuditDocument): string[] {
  const { findings, question, reproduction } = document;
  if (findings.length === 0)
    return [...wrap('nothing contradicts the claim', '  '), ...wrap(together(document), '  ')];
  return [
    `  ${findings.length === 1 ? '1 finding contradicts' : `${findings.length} findings contradict`} the claim`,
    ...findings.flatMap((text) => wrap(text, '  ! ', '    ')),
    ...wrap(together(document), '  '),
    ...(question.seed === undefined ? [] : wrap(`seed: ${question.seed}`, '  ')),
    ...(reproduction === undefined
      ? []
      : ['  the first finding again, with the fewest trials:', ...shell(reproduction)]),
  ];
}

/** What the verdict's own error probability is. */
function together({ bounds, tests, question: { alpha } }: AuditDocument): string {
  const statistics = bounds.filter((b) => b.validity !== 'bayesian').length + tests.length;
  if (statistics === 0) return 'No statistic speaks with a confidence here: there was nothing to find.';
  const level = scientific(Number((alpha / statistics).toPrecision(3)));
  return (
    `A finding needs ${statistics === 1 ? `alpha = ${level}` : `alpha / ${statistics} = ${level} from one of ${statistics} statistics`}: ` +
    `where nothing is wrong there is one with probability at most ${scientific(alpha)}. ` +
    'What is not found is not proved absent.'
  );
}

/** A command over several lines that a shell still reads as one. */
function shell(command: string): string[] {
  const lines = wrap(command, '    ', '      ', WIDTH - 2);
  return lines.map((line, i) => (i < lines.length - 1 ? `${line} \\` : line));
}
