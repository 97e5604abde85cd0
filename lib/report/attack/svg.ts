import type { AttackDocument } from '../../core/attack.js';
import { wrap } from '../layout.js';
import { escapeXml, svgText } from '../svg-parts.js';
import { curvePanels } from './curves.js';
import { type Drawing, grid } from './frame.js';
import { ALARM } from './glyphs.js';
import { byLearner } from './groups.js';
import { identitiesOf } from './identity.js';
import { key } from './key.js';
import { scatter } from './scatter.js';
import { headline } from './words.js';

const WIDTH = 900;
const EDGE = 20;
export const SCATTER_HEIGHT = 330;
/** pixels that a character takes, about */
const CHARACTER = 7;

/**
 * An attack run as one picture 900 pixels wide: for each learner success against budget with the certificates drawn
 * in, and accuracy against success of all defences. White, whatever page it stands on.
 */
export function attackSvg(document: AttackDocument): string {
  const inner = WIDTH - 2 * EDGE;
  const identities = identitiesOf(document);
  const learners = [...byLearner(document)];
  const all = grid(
    [
      heading(`Attacks on ${document.question.data}`, inner, 16),
      sentence(document, inner),
      key(identities, inner),
      ...learners.flatMap(([learner, rows]) => [
        ...(learners.length > 1 ? [heading(learner, inner, 14)] : []),
        curvePanels(rows, identities, inner),
        scatter(rows, identities, inner, SCATTER_HEIGHT),
      ]),
    ],
    1,
    14,
  );
  return (
    '<?xml version="1.0" encoding="UTF-8"?>\n' +
    figure(
      {
        width: WIDTH,
        height: all.height + 2 * EDGE,
        body: `<rect width="${WIDTH}" height="${all.height + 2 * EDGE}" fill="white"/>\n<g transform="translate(${EDGE} ${EDGE})">\n${all.body}\n</g>`,
      },
      `Attacks on ${document.question.data}: success against budget, and accuracy against success`,
      'font-family="sans-serif" font-size="12" color="#1f2328" fill="#1f2328"',
    ) +
    '\n'
  );
}

/** What the run found, in a line or two. */
function sentence(document: AttackDocument, width: number): Drawing {
  const lines = wrap(headline(document), '', '', Math.floor(width / CHARACTER));
  const loud = document.findings.length > 0 ? ` font-weight="700" fill="${ALARM}"` : '';
  return {
    width,
    height: lines.length * 16,
    body: lines.map((text, i) => svgText(0, 8 + i * 16, text, `font-size="12.5"${loud}`)).join('\n'),
  };
}

/** A drawing as an SVG element of its own, with a title for those who do not see it. */
export function figure({ width, height, body }: Drawing, title: string, attributes: string): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" role="img" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" ${attributes}>`,
    `<title>${escapeXml(title)}</title>`,
    body,
    '</svg>',
  ].join('\n');
}

function heading(text: string, width: number, size: number): Drawing {
  return { width, height: size + 4, body: svgText(0, size, text, `font-size="${size}" font-weight="700"`) };
}
