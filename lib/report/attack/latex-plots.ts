import type { AttackRow, Estimate } from '../../core/attack.js';
import { groupBy } from '../group-by.js';
import { byAttack } from './groups.js';
import type { Identity } from './identity.js';
import { upperText } from './numbers.js';
import { coordinate, escapeTex } from './tex.js';
import { budgetText } from './words.js';

type Identities = ReadonlyMap<string, Identity>;

/** Colours of the defences, by their place in the document. */
export function latexColours(identities: Identities): string[] {
  return [...identities.values()].map(
    ({ colour }, i) => `\\definecolor{dpih${i}}{HTML}{${colour.slice(1).toUpperCase()}}`,
  );
}

/**
 * Success against budget of one learner, an axis for each attack, and accuracy against success, drawn by PGFPlots; the
 * legend is set below them, by a second run of TeX.
 */
export function latexFigure(
  learner: string,
  rows: readonly AttackRow[],
  identities: Identities,
  place: number,
): string {
  const legend = `dpihlegend${place}`;
  const plots = [...byAttack(rows)].map(([attack, of], i) =>
    curveAxis(attack, of, identities, i === 0 ? legend : undefined),
  );
  const caption =
    `${learner}: success of attacks against the number of poisoned records, and accuracy against success. Marks: ` +
    'measured, with confidence intervals. Dashed: certified, no attack succeeds more often; where the certificate is ' +
    'vacuous nothing is drawn. A red ring: measured beyond the certificate.';
  return [
    '\\begin{figure}[p]',
    '\\centering',
    ...plots.flatMap((plot, i) => [plot, i % 2 === 0 ? '\\hfill' : '\\par\\bigskip']),
    scatterAxis(rows, identities),
    '\\par\\medskip',
    `\\pgfplotslegendfromname{${legend}}`,
    `\\caption{${escapeTex(caption)}}`,
    '\\end{figure}',
  ].join('\n');
}

function curveAxis(
  attack: string,
  rows: readonly AttackRow[],
  identities: Identities,
  legend: string | undefined,
): string {
  const budgets = [...new Set(rows.map(({ name }) => name.poisons))];
  const [first] = rows;
  const single = budgets.length === 1 && first !== undefined;
  const defences = [...identities.keys()];
  const lines = [...groupBy(rows, ({ name }) => name.defence)].flatMap(([defence, of]) => {
    const i = defences.indexOf(defence);
    return curve(of, `dpih${i}`, identities.get(defence)?.pgfMark ?? '*', single ? i : undefined);
  });
  const options = [
    'scale only axis, width=0.36\\textwidth, height=0.23\\textwidth, ymin=0, ymax=1',
    `title={${escapeTex(attack)}}, title style={font=\\small}`,
    `xlabel={${escapeTex(single ? budgetText(first.name) : 'poisoned records r')}}, ylabel={success}`,
    'tick label style={font=\\scriptsize}, label style={font=\\footnotesize}',
    ...(single ? [`xtick=\\empty, xmin=-0.5, xmax=${defences.length - 0.5}`] : ['xmin=0']),
    ...(legend === undefined
      ? []
      : [
          `legend to name=${legend}, legend columns=3, legend cell align=left, legend style={draw=none, font=\\footnotesize, /tikz/every even column/.append style={column sep=1em}}`,
        ]),
  ];
  return [
    '\\begin{tikzpicture}',
    `\\begin{axis}[${options.join(', ')}]`,
    ...(legend === undefined ? [] : legendEntries(identities)),
    ...lines,
    '\\end{axis}',
    '\\end{tikzpicture}',
  ].join('\n');
}

function legendEntries(identities: Identities): string[] {
  return [
    ...[...identities.values()].map(
      ({ name, pgfMark }, i) =>
        `\\addlegendimage{dpih${i}, mark=${pgfMark}}\\addlegendentry{${escapeTex(name)}}`,
    ),
    '\\addlegendimage{black, dashed}\\addlegendentry{certified}',
  ];
}

/** @param at  place on an axis where budgets have none */
function curve(rows: readonly AttackRow[], colour: string, mark: string, at: number | undefined): string[] {
  const ordered = [...rows].sort((a, b) => a.name.poisons - b.name.poisons);
  const x = (poisons: number): string => coordinate(at ?? poisons);
  const measured = ordered.flatMap(({ name, measured }) =>
    measured === undefined ? [] : [{ poisons: name.poisons, measured }],
  );
  const [first] = measured;
  if (first === undefined) return [];
  const start = at === undefined ? [`(0,${coordinate(first.measured.baseline.mean)})`] : [];
  const points = measured.map(({ poisons, measured: { success } }) => point(x(poisons), success));
  const bounds = ordered.flatMap(({ name, successBound, verdict }) =>
    successBound === undefined || verdict === 'vacuous'
      ? []
      : [[name.poisons, upperText(successBound)] as const],
  );
  const [lowest] = bounds;
  const certified =
    lowest === undefined
      ? []
      : [
          `\\addplot[${colour}, dashed, const plot mark right, mark=-, mark size=4pt, mark options={solid}] coordinates {${[
            ...(at === undefined ? [`(0,${lowest[1]})`] : []),
            ...bounds.map(([poisons, value]) => `(${x(poisons)},${value})`),
          ].join(' ')}};`,
        ];
  return [
    ...certified,
    `\\addplot[${colour}, mark=${mark}, ${BARS}] coordinates {${[...start, ...points].join(' ')}};`,
    ...rings(ordered, ({ name, measured }) =>
      measured === undefined ? [] : [`(${x(name.poisons)},${coordinate(measured.success.mean)})`],
    ),
  ];
}

/** Around what contradicts its certificate, and nothing else is red. */
function rings(rows: readonly AttackRow[], place: (row: AttackRow) => readonly string[]): string[] {
  const places = rows.filter(({ verdict }) => verdict === 'CONTRADICTED').flatMap(place);
  return places.length === 0
    ? []
    : [`\\addplot[only marks, red, mark=o, mark size=5pt, very thick] coordinates {${places.join(' ')}};`];
}

const BARS = 'error bars/.cd, y dir=both, y explicit';

function point(x: string, { mean, low, high }: Estimate): string {
  return `(${x},${coordinate(mean)}) += (0,${coordinate(high - mean)}) -= (0,${coordinate(mean - low)})`;
}

function scatterAxis(rows: readonly AttackRow[], identities: Identities): string {
  const marks = [...identities.values()].flatMap(({ name, pgfMark }, i) => {
    const points = rows.flatMap(({ name: of, measured }) =>
      of.defence !== name || measured === undefined
        ? []
        : [`(${coordinate(measured.success.mean)},${coordinate(measured.accuracy.mean)})`],
    );
    return points.length === 0
      ? []
      : [`\\addplot[only marks, dpih${i}, mark=${pgfMark}] coordinates {${points.join(' ')}};`];
  });
  return [
    '\\begin{tikzpicture}',
    '\\begin{axis}[scale only axis, width=0.36\\textwidth, height=0.23\\textwidth, xmin=0, xmax=1, title={accuracy against success}, title style={font=\\small}, xlabel={success}, ylabel={accuracy}, tick label style={font=\\scriptsize}, label style={font=\\footnotesize}]',
    ...marks,
    ...rings(rows, ({ measured }) =>
      measured === undefined
        ? []
        : [`(${coordinate(measured.success.mean)},${coordinate(measured.accuracy.mean)})`],
    ),
    '\\end{axis}',
    '\\end{tikzpicture}',
  ].join('\n');
}
