import type { AttackRow } from '../../core/attack.js';
import { groupBy } from '../group-by.js';
import { wrap } from '../layout.js';
import type { Axis } from '../svg-axis.js';
import { hundredths, svgText } from '../svg-parts.js';
import { type Drawing, frameOf, grid, line } from './frame.js';
import { ALARM, alarm, ceiling, mark, spoken, whisker } from './glyphs.js';
import { byAttack } from './groups.js';
import type { Identity } from './identity.js';
import { budgetText, VERDICT_WORDS, VERDICTS } from './words.js';

type Identities = ReadonlyMap<string, Identity>;

const PLOT_HEIGHT = 250;
const GAP = 18;
const CAPTION_LINE = 13;
/** pixels that a character of a caption takes, about */
const CHARACTER = 6;
/** defences stand this far apart where their intervals would cover one another */
const ASIDE = 3.5;

/**
 * Success against budget, a panel for each attack: measured means with their intervals, the success without poison
 * at r = 0, and what is certified above. Where an attack has one budget only, the defences stand side by side.
 * @param rows  of one learner
 */
export function curvePanels(rows: readonly AttackRow[], identities: Identities, width: number): Drawing {
  const attacks = [...byAttack(rows)];
  const columns = Math.min(3, attacks.length);
  const own = (width - (columns - 1) * GAP) / Math.max(1, columns);
  return grid(
    attacks.map(([attack, of]) => panel(attack, of, identities, own)),
    columns,
    GAP,
  );
}

function panel(attack: string, rows: readonly AttackRow[], identities: Identities, width: number): Drawing {
  const budgets = [...new Set(rows.map(({ name }) => name.poisons))];
  const [first] = rows;
  const single = budgets.length === 1 && first !== undefined;
  const defences = [...groupBy(rows, ({ name }) => name.defence)];
  const frame = frameOf({
    title: attack,
    x: single
      ? `${budgetText(first.name)}; hollow: without the poisons`
      : 'poisoned records r; at 0: without them',
    y: 'attack success',
    width,
    height: PLOT_HEIGHT,
    xRange: single ? [0.5, defences.length + 0.5] : [0, Math.max(...budgets)],
    yRange: [0, 1],
    counts: true,
    unordered: single,
  });
  const placed = defences.flatMap(([defence, of], i) => {
    const identity = identities.get(defence);
    const aside = (i - (defences.length - 1) / 2) * ASIDE;
    const left = (poisons: number): number =>
      single ? frame.x.place(i + 1) : frame.x.place(poisons) + aside;
    return identity === undefined ? [] : [{ rows: of, identity, left }];
  });
  const draw = single ? beside : curve;
  const alarms = placed.flatMap((one) => alarmsOf(one, frame.y, width));
  const caption = captionOf(rows, Math.floor(width / CHARACTER));
  return {
    width,
    height: PLOT_HEIGHT + caption.length * CAPTION_LINE,
    body: [
      frame.body,
      ...placed.flatMap((one) => draw(one, frame.y)),
      ...alarms,
      ...caption.map(([text, loud], i) =>
        svgText(
          0,
          PLOT_HEIGHT + 8 + i * CAPTION_LINE,
          text,
          loud ? `font-size="10.5" font-weight="700" fill="${ALARM}"` : 'font-size="10.5"',
        ),
      ),
    ].join('\n'),
  };
}

/** The rows of one defence, and where on the x axis each budget of it stands. */
interface Placed {
  readonly rows: readonly AttackRow[];
  readonly identity: Identity;
  readonly left: (poisons: number) => number;
}

/** One defence over several budgets. */
function curve({ rows, identity, left }: Placed, y: Axis): string[] {
  const ordered = [...rows].sort((a, b) => a.name.poisons - b.name.poisons);
  const measured = ordered.flatMap((row) =>
    row.measured === undefined ? [] : [{ row, measured: row.measured, x: left(row.name.poisons) }],
  );
  const [first] = measured;
  if (first === undefined) return [];
  const start = y.place(first.measured.baseline.mean);
  const points = [
    [left(0), start] as const,
    ...measured.map(({ x, measured: { success } }) => [x, y.place(success.mean)] as const),
  ];
  return [
    steps({ rows: ordered, identity, left }, y),
    `<path d="M${points.map(([a, b]) => `${hundredths(a)} ${hundredths(b)}`).join('L')}" fill="none" stroke="${identity.colour}" stroke-width="1.8"/>`,
    mark(identity, left(0), start, true),
    ...measured.map(({ row, x }) => point(row, identity, x, y)),
  ];
}

/** One defence at the only budget: its success above what it is without the poisons. */
function beside({ rows, identity, left }: Placed, y: Axis): string[] {
  return rows.flatMap((row) => {
    if (row.measured === undefined) return [];
    const x = left(row.name.poisons);
    const [from, to] = [y.place(row.measured.baseline.mean), y.place(row.measured.success.mean)];
    return [
      line(x, from, x, to, `stroke="${identity.colour}" stroke-width="1" stroke-dasharray="1 3"`),
      mark(identity, x, from, true),
      point(row, identity, x, y),
    ];
  });
}

/** Drawn last: over everything. */
function alarmsOf({ rows, left }: Placed, y: Axis, width: number): string[] {
  return rows.flatMap(({ name, measured, verdict }) =>
    verdict !== 'CONTRADICTED' || measured === undefined
      ? []
      : [alarm(left(name.poisons), y.place(measured.success.mean), [0, width])],
  );
}

function point(row: AttackRow, identity: Identity, x: number, y: Axis): string {
  const { measured, successBound, verdict } = row;
  if (measured === undefined) return '';
  const at = y.place(measured.success.mean);
  const shown = successBound !== undefined && verdict !== 'vacuous';
  return spoken(row, [
    ...(shown ? [ceiling(identity, x, y.place(successBound.value))] : []),
    whisker(identity, x, measured.success, y),
    mark(identity, x, at),
  ]);
}

/** The certificate between budgets: what holds for more poisons holds for fewer. */
function steps({ rows, identity, left }: Placed, y: Axis): string {
  const bounds = rows.flatMap(({ name, successBound, verdict }) =>
    successBound === undefined || verdict === 'vacuous' ? [] : [[name.poisons, successBound.value] as const],
  );
  if (bounds.length === 0) return '';
  const path = bounds.map(([poisons, value], i) => {
    const top = hundredths(y.place(value));
    return `${i === 0 ? `M${hundredths(left(0))} ${top}` : `V${top}`}H${hundredths(left(poisons))}`;
  });
  return `<path d="${path.join('')}" fill="none" stroke="${identity.colour}" stroke-width="1.1" stroke-dasharray="4 4"/>`;
}

/** What the certificates say, in words: each verdict with the defences that have it, and at which budgets. */
function captionOf(rows: readonly AttackRow[], columns: number): readonly (readonly [string, boolean])[] {
  return VERDICTS.flatMap((verdict) => {
    const of = rows.filter((row) => row.verdict === verdict);
    if (of.length === 0) return [];
    const names = [...groupBy(of, ({ name }) => name.defence)].map(([defence, some]) => {
      const all = rows.filter(({ name }) => name.defence === defence);
      return some.length === all.length
        ? defence
        : `${defence} at r = ${some.map(({ name }) => name.poisons).join(', ')}`;
    });
    const text = `${VERDICT_WORDS[verdict]}: ${names.join('; ')}`;
    return wrap(text, '', '   ', columns).map((words) => [words, verdict === 'CONTRADICTED'] as const);
  });
}
