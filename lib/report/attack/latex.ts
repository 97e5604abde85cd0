import type { AttackDocument } from '../../core/attack.js';
import { byLearner } from './groups.js';
import { identitiesOf } from './identity.js';
import { latexColours, latexFigure } from './latex-plots.js';
import { latexTables } from './latex-table.js';
import { escapeTex } from './tex.js';
import { headline } from './words.js';

/**
 * An attack run as LaTeX to \input: a table for each learner, and a figure. It needs booktabs and pgfplots and
 * nothing else. Every name is escaped; intervals are rounded outwards and bounds to their side.
 * @throws RangeError where a number is NaN: it must never be published
 */
export function attackLatex(document: AttackDocument): string {
  const identities = identitiesOf(document);
  const learners = [...byLearner(document)];
  return [
    '% Written by dpih report. In the preamble: \\usepackage{booktabs,pgfplots} \\pgfplotsset{compat=1.16}',
    `% ${escapeTex(headline(document))}`,
    ...latexColours(identities),
    ...learners.flatMap(([learner, rows], i) => [
      ...latexTables(learner, rows, document),
      latexFigure(learner, rows, identities, i),
    ]),
    '',
  ].join('\n');
}
