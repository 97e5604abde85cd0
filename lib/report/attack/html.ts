import type { AttackDocument, AttackRow, PoisonPicture } from '../../core/attack.js';
import { groupBy } from '../group-by.js';
import { scientific } from '../number.js';
import { escapeXml as esc } from '../svg-parts.js';
import { curvePanels } from './curves.js';
import { grid } from './frame.js';
import { byLearner } from './groups.js';
import { badge, resultTable } from './html-table.js';
import { type Identity, identitiesOf } from './identity.js';
import { key } from './key.js';
import { panelSvg } from './picture.js';
import { scatter } from './scatter.js';
import { STYLE } from './style.js';
import { figure, SCATTER_HEIGHT } from './svg.js';
import { basesOf, confidenceText, headline, VERDICTS_EXPLAINED, verdictCounts } from './words.js';

/** Pixels across that charts are laid out for; a narrower page shrinks them. */
const WIDTH = 1240;
const CHART = 'class="chart" font-family="inherit" font-size="12" fill="currentColor"';

/**
 * An attack run as one page that needs nothing else: no script, no file beside it, no network, which its own policy
 * forbids. Every string of the document is escaped. Same document in, same bytes out.
 * @throws RangeError where a number is NaN: it must never be published
 */
export function attackHtml(document: AttackDocument): string {
  const { data, train, test, seeds, seed, alpha } = document.question;
  const title = `Attacks on ${data}`;
  const sections = sectionsOf(document);
  const loud = document.findings.length > 0 ? ' loud' : '';
  return [
    '<!DOCTYPE html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8"/>',
    '<meta name="viewport" content="width=device-width, initial-scale=1"/>',
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"/>`,
    `<title>${esc(title)}</title>`,
    `<style>${STYLE}</style>`,
    '</head>',
    '<body>',
    '<header>',
    `<h1>${esc(title)}</h1>`,
    `<p class="soft">${train} records to train on, ${test} to test; ${seeds === 1 ? '1 paired seed' : `${seeds} paired seeds`} a cell; seed ${esc(seed)}; alpha = ${scientific(alpha)}</p>`,
    `<p class="headline${loud}">${esc(headline(document))}</p>`,
    list(document.findings, 'findings'),
    `<ul class="counts">${verdictCounts(document)
      .map(([verdict, count]) => `<li><strong>${count}</strong> ${badge(verdict)}</li>`)
      .join('')}</ul>`,
    `<nav aria-label="Sections"><ul>${sections.map(([id, name]) => `<li><a href="#${id}">${name}</a></li>`).join('')}</ul></nav>`,
    '</header>',
    '<main>',
    ...sections.map(
      ([id, name, content]) =>
        `<section aria-labelledby="${id}">\n<h2 id="${id}">${name}</h2>\n${content}\n</section>`,
    ),
    '</main>',
    `<footer>Written by dpih report; the same numbers in full: dpih report RUN --json, --csv FILE, --latex FILE. Format ${esc(document.schema)}.</footer>`,
    '</body>',
    '</html>',
    '',
  ].join('\n');
}

type Section = readonly [id: string, name: string, content: string];

/** Sections that have something to say. */
function sectionsOf(document: AttackDocument): readonly Section[] {
  const identities = identitiesOf(document);
  const learners = [...byLearner(document)];
  const sections: readonly Section[] = [
    ['notes', 'What the numbers say', list(document.notes)],
    [
      'curves',
      'Success against budget',
      learners.map((of) => charts(of, identities, learners.length)).join('\n'),
    ],
    [
      'results',
      'Results',
      learners.map(([learner, rows]) => resultTable(learner, rows, document, identities)).join('\n'),
    ],
    ['poisons', 'What poisons look like', pictures(document.pictures)],
    ['reading', 'How to read this', reading(document)],
    ['failures', 'Failures', list(document.failures)],
    ['names', 'Names', definitions(Object.entries(document.legend))],
    ['granted', 'What is granted', list(document.assumptions)],
    ['defaults', 'Not given, so assumed', list(document.defaults)],
    ['basis', 'What the certificates rest on', list(basesOf(document))],
    ['not-covered', 'Not covered', list(document.notCovered)],
  ];
  return sections.filter(([, , content]) => content !== '');
}

function charts(
  [learner, rows]: readonly [string, readonly AttackRow[]],
  identities: ReadonlyMap<string, Identity>,
  learners: number,
): string {
  const curves = grid([key(identities, WIDTH), curvePanels(rows, identities, WIDTH)], 1, 10);
  return [
    learners > 1 ? `<h3>${esc(learner)}</h3>` : '',
    `<figure>${figure(curves, `Attack success against the number of poisoned records, ${learner}`, CHART)}`,
    '<figcaption>Filled marks are measured, with confidence intervals. Bars with an arrow are certified: no attack with so many poisons succeeds more often, in expectation. Vacuous certificates are named below a panel and not drawn. The tables below hold every number.</figcaption></figure>',
    `<figure>${figure(scatter(rows, identities, WIDTH, SCATTER_HEIGHT), `Accuracy against attack success, ${learner}`, CHART)}</figure>`,
  ].join('\n');
}

function pictures(all: readonly PoisonPicture[]): string {
  if (all.length === 0) return '';
  const byAttack = [...groupBy(all, ({ attack }) => attack).values()].flat();
  return `<div class="poisons">\n${byAttack
    .map(
      (picture) =>
        `<figure><div class="panels">${picture.panels
          .map(
            ({ title, pixels }) =>
              `<div>${panelSvg(picture, pixels, `${title}: ${picture.attack}, ${picture.caption}`)}${esc(title)}</div>`,
          )
          .join(
            '',
          )}</div><figcaption><strong>${esc(picture.attack)}</strong>: ${esc(picture.caption)}</figcaption></figure>`,
    )
    .join('\n')}\n</div>`;
}

function reading(document: AttackDocument): string {
  return [
    `<p>${esc(confidenceText(document))} What is not found is not proved absent.</p>`,
    `<dl>${verdictCounts(document)
      .map(([verdict]) => `<dt>${badge(verdict)}</dt><dd>${esc(VERDICTS_EXPLAINED[verdict])}</dd>`)
      .join('')}</dl>`,
  ].join('\n');
}

function list(texts: readonly string[], style?: string): string {
  if (texts.length === 0) return '';
  return `<ul${style === undefined ? '' : ` class="${style}"`}>${texts.map((text) => `<li>${esc(text)}</li>`).join('')}</ul>`;
}

function definitions(entries: readonly (readonly [string, string])[]): string {
  if (entries.length === 0) return '';
  return `<dl>${entries.map(([name, text]) => `<dt>${esc(name)}</dt><dd>${esc(text)}</dd>`).join('')}</dl>`;
}
