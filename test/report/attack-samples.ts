import type { AttackDocument, AttackRow } from '../../lib/core/index.js';
import {
  attackCsv,
  attackHtml,
  attackJson,
  attackLatex,
  attackSvg,
  attackText,
} from '../../lib/report/index.js';
import { loud, quiet } from './attack-document-for-tests.js';

/** Every form of a report. */
export const PRINTERS = { attackText, attackCsv, attackJson, attackLatex, attackSvg, attackHtml };

const EVIL = `</title><img src=x onerror="alert(1)">&'\\input{/etc/passwd}$_^#%~[*\u0000\u001b[2J`;

/** Every text of a document made hostile, names still told apart; the fields that are no free text stay. */
function poisoned(value: unknown, key = ''): unknown {
  if (typeof value === 'string') return FIXED.has(key) ? value : `${value} ${EVIL}`;
  if (Array.isArray(value)) return value.map((item) => poisoned(item, key));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [
      key === 'legend' ? `${name} ${EVIL}` : name,
      poisoned(item, name),
    ]),
  );
}

const FIXED = new Set(['schema', 'verdict', 'aim']);
/** A run whose every name and sentence is hostile to every form. */
export const evil = poisoned(loud) as AttackDocument;

/** A run of one row that is like another but for some fields. */
export function only(change: Partial<AttackRow>, of: AttackRow = first(loud)): AttackDocument {
  return { ...quiet, rows: [{ ...of, ...change }] };
}

export function first({ rows }: AttackDocument, verdict: AttackRow['verdict'] = 'holds'): AttackRow {
  const row = rows.find((r) => r.verdict === verdict);
  if (row === undefined) throw new Error(`the sample must hold a row that ${verdict}`);
  return row;
}
