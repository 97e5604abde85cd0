import type { AttackDocument, AttackRow, CellVerdict, Estimate } from '../../core/attack.js';
import { escapeXml as esc } from '../svg-parts.js';
import { type BudgetGroup, budgetGroups } from './groups.js';
import type { Identity } from './identity.js';
import { changeInterval, lowerText, meanText, shareInterval, signed, upperText } from './numbers.js';
import { AIMS, budgetText, defenceText, VERDICT_WORDS } from './words.js';

/** Columns of the table, the name of the defence included. */
const COLUMNS = 10;

/** The results of one learner: what was measured, what is certified beside it, and the verdict. */
export function resultTable(
  learner: string,
  rows: readonly AttackRow[],
  document: AttackDocument,
  identities: ReadonlyMap<string, Identity>,
): string {
  return [
    '<div class="wide"><table>',
    `<caption>${esc(learner)}: means over seeds, below them their confidence intervals; a change is with the poisons less without, seed by seed.</caption>`,
    HEAD,
    ...budgetGroups(rows).map((group) => body(group, document, identities)),
    '</table></div>',
  ].join('\n');
}

const HEAD = `<thead>
<tr><th scope="col" rowspan="2" class="left">Defence</th><th scope="colgroup" colspan="3">Attack success, measured</th><th scope="col" rowspan="2" class="certified">Certified:<br/>success at most</th><th scope="colgroup" colspan="3">Accuracy, measured</th><th scope="col" rowspan="2" class="certified">Certified:<br/>accuracy at least</th><th scope="col" rowspan="2" class="left">Verdict</th></tr>
<tr><th scope="col">with poisons</th><th scope="col">without</th><th scope="col">change</th><th scope="col">test records</th><th scope="col">change</th><th scope="col">queries</th></tr>
</thead>`;

function body(
  { attack, rows }: BudgetGroup,
  document: AttackDocument,
  identities: ReadonlyMap<string, Identity>,
): string {
  const [first] = rows;
  const { seeds } = document.question;
  const about = `${AIMS[first.aim]}; ${seeds === 1 ? '1 seed' : `${seeds} seeds`}, ${Math.round(first.queries)} queries each`;
  return [
    '<tbody>',
    `<tr><th scope="rowgroup" colspan="${COLUMNS}" class="group">${esc(`${attack}, ${budgetText(first.name)}`)} <span>${esc(about)}</span></th></tr>`,
    ...rows.map((row) => line(row, document, identities.get(row.name.defence))),
    '</tbody>',
  ].join('\n');
}

function line(row: AttackRow, document: AttackDocument, identity: Identity | undefined): string {
  const { measured, successBound, accuracyBound, verdict, because } = row;
  const cells = [
    `<th scope="row">${identity === undefined ? '' : markSvg(identity)}${esc(defenceText(row, document))}</th>`,
    estimate(measured?.success),
    estimate(measured?.baseline),
    change(measured?.gain),
    certified(
      successBound === undefined ? undefined : `≤ ${upperText(successBound)}`,
      successBound?.value === 1,
    ),
    estimate(measured?.accuracy),
    change(measured?.accuracyChange),
    estimate(measured?.robust),
    certified(
      accuracyBound === undefined ? undefined : `≥ ${lowerText(accuracyBound)}`,
      accuracyBound !== undefined && lowerText(accuracyBound) === '0',
    ),
    `<td class="left">${badge(verdict)}<small>${esc(because)}</small></td>`,
  ];
  return `<tr${verdict === 'CONTRADICTED' ? ' class="alarm"' : ''}>${cells.join('')}</tr>`;
}

/** A verdict as a word with a frame of its own; the word alone would do. */
export function badge(verdict: CellVerdict): string {
  return `<span class="verdict ${verdict}">${VERDICT_WORDS[verdict]}</span>`;
}

function estimate(of: Estimate | undefined): string {
  return of === undefined ? NOTHING : `<td>${meanText(of)}<small>${shareInterval(of)}</small></td>`;
}

function change(of: Estimate | undefined): string {
  return of === undefined
    ? NOTHING
    : `<td>${minus(signed(of.mean, 'nearest'))}<small>${minus(changeInterval(of))}</small></td>`;
}

/** @param isVoid  whether the bound is what holds of every share */
function certified(text: string | undefined, isVoid: boolean): string {
  if (text === undefined) return '<td class="certified void">none</td>';
  return `<td class="certified${isVoid ? ' void' : ''}">${text}</td>`;
}

const NOTHING = '<td class="soft">–</td>';

/** A minus as wide as a plus. */
function minus(text: string): string {
  return text.replaceAll('-', '−');
}

function markSvg({ mark, colour }: Identity): string {
  return `<svg class="mark" viewBox="-6 -6 12 12" aria-hidden="true"><path d="${mark}" fill="${colour}"/></svg>`;
}
