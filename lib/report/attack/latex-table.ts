import type { AttackDocument, AttackRow, CellVerdict } from '../../core/attack.js';
import { type BudgetGroup, budgetGroups } from './groups.js';
import { changeInterval, lowerText, meanText, shareText, upperText } from './numbers.js';
import { escapeTex } from './tex.js';
import { AIMS, budgetText, confidenceText, defenceText } from './words.js';

/** Lines of a table that fit a page; a longer one goes on in a second. */
const LINES = 44;
const DIGITS = 2;
/** What was measured and what is certified stand apart, with a heading each. */
const HEAD = [
  // long names make it wider than the text: then it sticks out on both sides alike
  '\\makebox[\\textwidth][c]{%',
  '\\begin{tabular}{@{}lllrrrl@{}}',
  '\\toprule',
  ' & \\multicolumn{3}{c}{measured} & \\multicolumn{2}{c}{certified} & \\\\',
  '\\cmidrule(lr){2-4}\\cmidrule(lr){5-6}',
  'defence & success & change & accuracy & success & accuracy & verdict \\\\',
].join('\n');

/** The results of one learner as tables of booktabs. */
export function latexTables(learner: string, rows: readonly AttackRow[], document: AttackDocument): string[] {
  const pages: BudgetGroup[][] = [];
  let used = 0;
  for (const group of budgetGroups(rows)) {
    const lines = group.rows.length + 1;
    const page = pages.at(-1);
    if (page === undefined || used + lines > LINES) {
      pages.push([group]);
      used = lines;
    } else {
      page.push(group);
      used += lines;
    }
  }
  return pages.map((groups, i) => {
    const { data, seeds } = document.question;
    const caption =
      i > 0
        ? `Attacks on ${data}, ${learner}, continued.`
        : `Attacks on ${data}, ${learner}: means over ${seeds} seeds with confidence intervals; change: the interval of ` +
          `what the poisons added. ${confidenceText(document)}`;
    return [
      '\\begin{table}[p]',
      '\\centering\\scriptsize\\setlength{\\tabcolsep}{3pt}',
      `\\caption{${escapeTex(caption)}}\\smallskip`,
      HEAD,
      ...groups.flatMap((group) => section(group, document)),
      '\\bottomrule',
      '\\end{tabular}}',
      '\\end{table}',
    ].join('\n');
  });
}

function section({ attack, rows }: BudgetGroup, document: AttackDocument): string[] {
  const [first] = rows;
  const title = `${attack}, ${budgetText(first.name)}; ${AIMS[first.aim]}`;
  return [
    '\\midrule',
    `\\multicolumn{7}{@{}l}{\\textit{${escapeTex(title)}}} \\\\`,
    ...rows.map((row) => `${cells(row, document).join(' & ')} \\\\`),
  ];
}

function cells(row: AttackRow, document: AttackDocument): string[] {
  const { measured, successBound, accuracyBound, verdict } = row;
  return [
    escapeTex(defenceText(row, document)),
    measured === undefined ? '--' : math(shareText(measured.success, DIGITS)),
    measured === undefined ? '--' : math(changeInterval(measured.gain, DIGITS)),
    measured === undefined ? '--' : math(meanText(measured.accuracy)),
    successBound === undefined ? '--' : math(`\\le ${upperText(successBound)}`),
    accuracyBound === undefined ? '--' : math(`\\ge ${lowerText(accuracyBound)}`),
    VERDICTS[verdict],
  ];
}

const VERDICTS: Readonly<Record<CellVerdict, string>> = {
  holds: 'holds',
  vacuous: 'vacuous',
  none: 'none',
  CONTRADICTED: '\\textbf{CONTRADICTED}',
  failed: '\\emph{failed}',
};

/** Braces keep a formula on one line and its commas close. */
function math(text: string): string {
  return `$${text.replace(' [', '\\;[')}$`;
}
