import type { AttackRow, Estimate } from '../../core/attack.js';
import type { Axis } from '../svg-axis.js';
import { escapeXml, hundredths, svgText } from '../svg-parts.js';
import { line } from './frame.js';
import type { Identity } from './identity.js';
import { shareText, upperText } from './numbers.js';
import { budgetText, VERDICT_WORDS } from './words.js';

/** Of what contradicts a certificate, and of nothing else. Seen on white and on black. */
export const ALARM = '#e5383b';

/** What was measured: a filled mark; with `hollow`, the same without the poisons. */
export function mark({ mark: path, colour }: Identity, x: number, y: number, hollow = false): string {
  const fill = hollow ? 'fill="none"' : `fill="${colour}"`;
  return `<path d="${path}" transform="translate(${hundredths(x)} ${hundredths(y)})" ${fill} stroke="${colour}" stroke-width="1.2"/>`;
}

/** The confidence interval of a mark, along y. */
export function whisker({ colour }: Identity, x: number, { low, high }: Estimate, y: Axis): string {
  const stroke = `stroke="${colour}" stroke-width="1.4"`;
  const [foot, head] = [y.place(low), y.place(high)];
  return (
    line(x, foot, x, head, stroke) +
    line(x - 2.5, foot, x + 2.5, foot, stroke) +
    line(x - 2.5, head, x + 2.5, head, stroke)
  );
}

/** What is certified: a bar that nothing may lie above, with an arrow to where everything lies. Never filled. */
export function ceiling({ colour }: Identity, x: number, at: number): string {
  const stroke = `stroke="${colour}" stroke-width="2"`;
  const arrow = `M${hundredths(x)} ${hundredths(at)}v9m-3 -3.5l3 3.5l3 -3.5`;
  return `${line(x - 8, at, x + 8, at, stroke)}<path d="${arrow}" fill="none" stroke="${colour}" stroke-width="1.4"/>`;
}

const PILL = { width: 104, height: 16 } as const;

/** A ring around a mark that lies above its ceiling, and a word; `edges` are those of the panel. */
export function alarm(x: number, y: number, [left, right]: readonly [number, number]): string {
  const start = hundredths(Math.min(Math.max(x - PILL.width / 2, left), right - PILL.width));
  const top = hundredths(y < 45 ? y + 12 : y - 12 - PILL.height);
  return (
    `<circle cx="${hundredths(x)}" cy="${hundredths(y)}" r="9" fill="none" stroke="${ALARM}" stroke-width="2.6"/>` +
    `<rect x="${start}" y="${top}" width="${PILL.width}" height="${PILL.height}" rx="3" fill="${ALARM}"/>` +
    svgText(
      start + PILL.width / 2,
      top + 12,
      'CONTRADICTED',
      'text-anchor="middle" font-size="10.5" font-weight="700" fill="#ffffff"',
    )
  );
}

/** Parts that belong to one row, with its numbers in words for whoever points at them or hears them read. */
export function spoken(row: AttackRow, parts: readonly string[]): string {
  return `<g><title>${escapeXml(wordsOf(row))}</title>${parts.join('')}</g>`;
}

function wordsOf({ name, measured, successBound, verdict }: AttackRow): string {
  return [
    `${name.attack}, ${budgetText(name)}, against ${name.defence} on ${name.learner}`,
    ...(measured === undefined
      ? []
      : [`success ${shareText(measured.success)}`, `accuracy ${shareText(measured.accuracy)}`]),
    ...(successBound === undefined ? [] : [`certified success at most ${upperText(successBound)}`]),
    VERDICT_WORDS[verdict],
  ].join('; ');
}
