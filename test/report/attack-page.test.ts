import { test } from 'tap';
import type { AttackDocument } from '../../lib/core/index.js';
import { identitiesOf } from '../../lib/report/attack/identity.js';
import { panelSvg } from '../../lib/report/attack/picture.js';
import { attackHtml, attackLatex, attackSvg, attackText } from '../../lib/report/index.js';
import { loud, quiet } from './attack-document-for-tests.js';
import { evil, first, only, PRINTERS } from './attack-samples.js';
import { elementsOf } from './markup.js';

/** Tags of a page that a report may hold. */
const TAGS = new Set(
  (
    'html head meta title style body header main section footer nav h1 h2 h3 p ul li a dl dt dd div span strong small br ' +
    'table caption thead tbody tr th td figure figcaption svg g path line rect circle text'
  ).split(' '),
);

test('the page: well-formed, needs nothing from elsewhere, and no name in it is markup', (t) => {
  for (const document of [quiet, loud, evil, only({}), { ...quiet, rows: [], pictures: [], notes: [] }]) {
    const page = attackHtml(document);
    const elements = elementsOf(page);
    t.same(
      [...new Set(elements.map(({ name }) => name))].filter((name) => !TAGS.has(name)),
      [],
    );
    const names = new Set(elements.flatMap(({ attributes }) => [...attributes.keys()]));
    for (const name of ['src', 'srcset', 'onerror', 'onclick', 'xlink:href', 'style'])
      t.notOk(names.has(name), `nothing has ${name}`);
    t.match(page, `content="default-src 'none'; style-src 'unsafe-inline'"`);
    t.notMatch(page.replaceAll('http://www.w3.org/2000/svg', ''), /https?:|@import|url\(|<script|<link/);
    t.notMatch(page, /NaN|undefined|\[object/);
    const ids = elements.flatMap(({ attributes }) => attributes.get('id') ?? []);
    t.equal(new Set(ids).size, ids.length, 'no two sections share a name');
    for (const { attributes } of elements) {
      const to = attributes.get('href') ?? `#${attributes.get('aria-labelledby') ?? ids[0] ?? ''}`;
      t.ok(ids.length === 0 || ids.includes(to.slice(1)), `${to} is there`);
    }
  }
  t.end();
});

test('the page: pictures and charts have titles, table cells have headers', (t) => {
  const page = attackHtml(loud);
  const elements = elementsOf(page);
  const pictures = elements.filter(({ name }) => name === 'svg');
  const hidden = pictures.filter(({ attributes }) => attributes.get('aria-hidden') === 'true');
  t.equal(
    hidden.length,
    loud.rows.length,
    'a mark beside the name of a row says nothing that the name does not',
  );
  t.equal(pictures.length - hidden.length, 2 + 6, 'two charts and the panels of the pictures');
  t.equal([...page.matchAll(/<svg[^>]*role="img"[^>]*>\s*<title>[^<]+<\/title>/g)].length, 8);
  for (const { name, attributes } of elements)
    if (name === 'th') t.ok(attributes.has('scope'), 'a header says of what');
  t.equal(elements.filter(({ attributes }) => attributes.get('scope') === 'row').length, loud.rows.length);
  t.end();
});

test('what contradicts a certificate is loud, and what does not is not', (t) => {
  const body = (document: AttackDocument): string =>
    attackHtml(document).replace(/<style>[\s\S]*<\/style>/, '');
  t.match(body(loud), 'class="headline loud"');
  t.match(body(loud), '<tr class="alarm">');
  t.match(attackText(loud), /VERDICT\n {2}CONTRADICTED: one cell was measured beyond the certificate/);
  t.match(attackText(loud), /\n {2}! badnets, r = 33, against dp-sgd sigma=2/);
  t.match(attackSvg(loud), '>CONTRADICTED</text>');
  t.match(attackLatex(loud), '\\textbf{CONTRADICTED}');
  t.match(attackLatex(loud), 'only marks, red');
  for (const [name, print] of Object.entries(PRINTERS))
    if (name !== 'attackHtml')
      t.notMatch(print(quiet).replace('beyond the certificate', ''), 'CONTRADICTED', name);
  t.notMatch(body(quiet), /CONTRADICTED|loud|alarm/);
  t.match(body(quiet), 'No measurement contradicts a certificate.');
  t.match(body({ ...quiet, rows: [first(quiet, 'none')] }), 'there was nothing to contradict');
  t.match(
    body({ ...quiet, findings: ['one'] }),
    'class="headline loud"',
    'a finding without a row of its own is loud as well',
  );
  t.end();
});

test('a vacuous certificate is named in words and never drawn as a bound', (t) => {
  const drawn = (document: AttackDocument): number => attackSvg(document).split('v9m-3').length - 1;
  const legend = 1;
  t.equal(drawn(only({})), legend + 1);
  t.equal(drawn(only({ verdict: 'vacuous' })), legend);
  t.match(attackSvg(only({ verdict: 'vacuous' })), '>vacuous: dpa partitions=50</text>');
  t.match(attackLatex(only({})), 'dashed, const plot');
  t.notMatch(attackLatex(only({ verdict: 'vacuous' })), 'dashed, const plot');
  for (const print of [attackText, attackLatex, attackHtml]) t.match(print(quiet), 'vacuous');
  const without = { ...first(quiet, 'none') };
  t.equal(drawn(only({}, without)), legend);
  t.match(attackHtml(only({}, without)), '<td class="certified void">none</td>');
  t.end();
});

test('SVG: well-formed, 900 pixels wide, a defence keeps its colour and mark', (t) => {
  for (const document of [quiet, loud, evil, only({}), { ...quiet, rows: [] }]) {
    const svg = attackSvg(document);
    const [root] = elementsOf(svg);
    t.equal(root?.attributes.get('width'), '900');
    t.notMatch(svg, /NaN|undefined|Infinity/);
    t.equal(attackSvg(document), svg);
  }
  const [row] = quiet.rows;
  if (row === undefined) throw new Error('the sample must hold rows');
  const many = Array.from({ length: 49 }, (_, i) => ({ ...row, name: { ...row.name, defence: `d${i}` } }));
  const looks = [...identitiesOf({ ...quiet, rows: many }).values()];
  t.equal(new Set(looks.map(({ colour, mark }) => `${colour} ${mark}`)).size, 49, 'told apart, all of them');
  const learners = quiet.rows.map((r) => ({ ...r, name: { ...r.name, learner: 'cnn' } }));
  const two = attackSvg({ ...quiet, rows: [...quiet.rows, ...learners] });
  t.match(two, '>cnn</text>');
  t.equal(two.split('>Accuracy against success').length - 1, 2);
  t.end();
});

test('pictures: a square a pixel, neighbours of one colour one rectangle', (t) => {
  const picture = { attack: 'a', caption: 'c', height: 2, width: 3, channels: 1, panels: [] };
  const svg = panelSvg(picture, [1, 1, 0, 0.5, 0, 0], 'title');
  t.match(svg, 'viewBox="0 0 3 2"');
  t.match(svg, 'shape-rendering="crispEdges"');
  t.match(svg, '<path fill="#ffffff" d="M0 0h2v1h-2z"/>');
  t.match(svg, '<path fill="#000000" d="M2 0h1v1h-1zM1 1h2v1h-2z"/>');
  t.match(svg, '<path fill="#808080" d="M0 1h1v1h-1z"/>');
  t.match(panelSvg({ ...picture, height: 1, width: 1, channels: 3 }, [1, 0.5, 0], ''), 'fill="#ff8000"');
  t.end();
});
