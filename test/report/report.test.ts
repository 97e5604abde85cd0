import fc from 'fast-check';
import { test } from 'tap';
import type { ClaimDocument, Statement } from '../../lib/core/document.js';
import { DOCUMENT_SCHEMA } from '../../lib/core/document.js';
import { parseDocument } from '../../lib/core/schema.js';
import { decimal, escapeXml, fraction, toCsv, toJson, toSvg, toText } from '../../lib/report/index.js';
import { table, wrap } from '../../lib/report/layout.js';

const basis = {
  theorem: 'a theorem, with "quotes" & a comma',
  note: 'proofs/note.md',
  assumptions: ['grant this'],
};
const epsilon = { quantity: 'epsilon', confidence: 1, object: 'mechanism', basis, poisons: 1 } as const;
const claims: readonly Statement[] = [
  {
    ...epsilon,
    side: 'upper',
    method: 'profile',
    value: 0.123456789,
    delta: 1e-5,
    enclosure: [0.1234, 0.123456789],
  },
  { ...epsilon, side: 'lower', method: 'witness', value: 0.100009, delta: 1e-5 },
  { ...epsilon, side: 'upper', method: 'pure', value: Infinity, delta: 0 },
  { ...epsilon, side: 'upper', method: 'renyi', value: 0.2, delta: 1e-5, order: 12.3456 },
  { ...epsilon, side: 'estimate', method: 'clt', value: 0.119, delta: 1e-5 },
];
const document: ClaimDocument = {
  schema: DOCUMENT_SCHEMA,
  mechanism: {
    kind: 'mixup',
    n: 50000,
    k: 4,
    releases: 50000,
    design: 'subsets',
    noise: { law: 'gaussian', scale: 8 },
    domain: { kind: 'l2-ball', radius: 1 },
    labels: { kind: 'in-record' },
    adjacency: 'replace',
  },
  question: { command: 'certify', delta: 1e-5, poisons: [1], orientation: 'clean' },
  defaults: ['n = 50000', 'delta = 1e-5'],
  assumptions: ['independent draws'],
  claims,
  notCovered: ['the implementation'],
};
const curve = (method: string, values: readonly number[]): Statement[] =>
  values.map((value, poisons) => ({
    quantity: 'certifiedAccuracy',
    side: 'lower',
    value,
    confidence: 0.999,
    object: 'smoothed learner',
    method,
    poisons,
    basis,
  }));
const withVotes: ClaimDocument = {
  ...document,
  claims: [
    ...claims,
    ...[
      'profile',
      'Xie',
      'PixelDP',
      '(epsilon, delta) one-shot',
      'Renyi-Hoelder, complement',
      'profile iterated',
    ].flatMap((method) => curve(method, [0.619, 0.545, 0])),
  ],
  votes: {
    csv: 'label,votes_a,votes_b\na,9,1\n',
    models: 10,
    records: 1,
    alpha: 0.001,
    construction: 'complement',
    abstentions: [{ reason: 'too close', records: 1 }],
  },
};

test('a printed bound is on its own side of the number', (t) => {
  fc.assert(
    fc.property(
      fc.double({ min: -1e300, max: 1e300, noNaN: true }),
      fc.integer({ min: 1, max: 15 }),
      (x, digits) => {
        const [up, down] = [Number(decimal(x, 'up', digits)), Number(decimal(x, 'down', digits))];
        return (
          down <= x && x <= up && Math.abs(up - down) <= Math.abs(x) * 10 ** (1 - digits) * 1.000001 + 1e-320
        );
      },
    ),
  );
  for (const [x, toward, text] of [
    [0.123456789, 'up', '0.12346'],
    [0.123456789, 'down', '0.12345'],
    [0.123451, 'up', '0.12346'],
    [-0.123451, 'up', '-0.12345'],
    [-0.123451, 'down', '-0.12346'],
    [9.99999, 'up', '10'],
    [99999.9, 'up', '100000'],
    [1.00000001, 'down', '1'],
    [1e-5, 'up', '0.00001'],
    [1.234567e-7, 'up', '1.2346e-7'],
    [1.5, 'up', '1.5'],
    [123456789, 'down', '123450000'],
    [Infinity, 'up', 'Infinity'],
    [0, 'up', '0'],
  ] as const)
    t.equal(Number(decimal(x, toward)), Number(text), `${x} ${toward}`);
  t.throws(() => decimal(Number.NaN, 'up'), /NaN/);
  t.equal(fraction(0.619, 'down'), '0.619');
  t.equal(fraction(0.6199, 'down'), '0.619');
  t.equal(fraction(0.6191, 'up'), '0.620');
  t.equal(fraction(1, 'down'), '1.000');
  t.throws(() => fraction(Number.NaN, 'down'));
  t.throws(() => fraction(1.1, 'down'));
  t.end();
});

test('text: epsilon is said to hold for labels that change only where it does', (t) => {
  const { mechanism } = document;
  if (mechanism.kind !== 'mixup') throw new Error('the document must be of mixup');
  const sentence = (labels: typeof mechanism.labels): string =>
    /epsilon holds for [^.]*\./.exec(
      toText({ ...document, mechanism: { ...mechanism, labels } }).replace(/\s+/g, ' '),
    )?.[0] ?? '';
  const all = 'epsilon holds for every pair of data sets that differ in r records, in both directions.';
  t.equal(sentence({ kind: 'in-record' }), all);
  t.equal(sentence({ kind: 'noised', scale: 1 }), all);
  t.match(sentence({ kind: 'exposed' }), /differ in the features of r records and in no label, in both/);
  t.end();
});

test('text: assumptions, then results, then what they do not cover, in 80 columns', (t) => {
  for (const [name, doc] of [
    ['certify', document],
    ['votes', withVotes],
  ] as const) {
    const text = toText(doc);
    for (const line of text.split('\n')) t.ok(line.length <= 80, `${name}: ${line.length} columns: ${line}`);
    const order = ['ASSUMPTIONS', 'RESULTS', 'BASIS', 'NOT COVERED'].map((heading) => text.indexOf(heading));
    t.ok(
      order.every((at, i) => at >= 0 && (i === 0 || at > (order[i - 1] ?? 0))),
      `${name}: order of the parts`,
    );
    for (const part of [
      'n = 50000',
      'k = 4',
      'T = 50000',
      'delta = 1e-5',
      'independent draws',
      'the implementation',
    ])
      t.match(text.replace(/\s+/g, ' '), part, `${name} states ${part}`);
    t.notMatch(text, '\u001b', `${name}: no colour codes`);
  }
  const text = toText(document);
  t.match(text, /0\.12346/, 'the bound is rounded up');
  t.match(text, /0\.10000\b/, 'the witness is rounded down');
  t.match(text, /none/, 'an infinite pure epsilon');
  t.match(text, /suggests 0\.119 for r = 1; that is no\s+bound/, 'an estimate is marked');
  const votes = toText(withVotes);
  t.match(votes, /0\.619/);
  t.match(votes, /1 of 1 records abstain/);
  t.end();
});

test('layout: no line is too long, no word is lost', (t) => {
  fc.assert(
    fc.property(
      fc.array(fc.stringMatching(/^[a-z]{1,100}$/)),
      fc.integer({ min: 10, max: 80 }),
      (words, width) => {
        const lines = wrap(words.join(' '), '  - ', '    ', width);
        const back = lines
          .map((line) => line.slice(4))
          .join('')
          .replace(/ /g, '');
        return lines.every((line) => line.length <= width) && back === words.join('');
      },
    ),
  );
  const rows = [
    Array.from({ length: 30 }, (_, j) => `heading${j}`),
    Array.from({ length: 30 }, (_, j) => String(j)),
  ];
  const lines = table(rows);
  t.ok(lines.every((line) => line.length <= 80));
  for (let j = 0; j < 30; j += 1) t.match(lines.join('\n'), `heading${j}`);
  t.same(table([['r'], ['1']]), ['  r', '  1'], 'one column');
  t.end();
});

test('JSON: every number survives, Infinity included; NaN is refused; the schema is strict', (t) => {
  for (const doc of [document, withVotes]) t.same(parseDocument(toJson(doc)), doc);
  t.match(toJson(document), '"value": "Infinity"');
  const first: Statement = { ...epsilon, side: 'upper', method: 'profile', value: 1, delta: 1e-5 };
  t.throws(() => toJson({ ...document, claims: [{ ...first, value: Number.NaN }] }), /NaN/);
  const text = (change: object): string => JSON.stringify({ ...document, claims: [], ...change });
  t.throws(() => parseDocument(text({ extra: 1 })), /unknown fields \(extra\)/);
  t.throws(() => parseDocument(text({ schema: 'dpih/claims/0' })), /schema must be one of dpih\/claims\/1/);
  t.throws(() => parseDocument(text({ claims: [{ ...first, value: null }] })), /claims.0.value must be/);
  t.throws(
    () => parseDocument(text({ claims: [{ ...first, side: 'exact' }] })),
    /claims.0.side must be one of upper, lower, estimate/,
  );
  t.throws(
    () => parseDocument(text({ mechanism: { ...document.mechanism, k: 1.5 } })),
    /mechanism.k must be a whole number/,
  );
  t.end();
});

test('CSV: a row a claim, quotes escaped', (t) => {
  const csv = toCsv(document);
  const lines = csv.trimEnd().split('\n');
  t.equal(lines.length, claims.length + 1);
  t.match(csv, '"a theorem, with ""quotes"" & a comma"');
  t.match(lines[1], /0\.123456789/, 'numbers in full');
  t.match(csv, /Infinity/);
  t.end();
});

test('SVG: well-formed, escaped, nothing but finite coordinates', (t) => {
  const charts = [
    {
      title: 'a < b & "c"',
      x: 'epsilon',
      y: 'delta',
      scale: 'log',
      series: [
        {
          name: 'upper <script>',
          points: [
            [0, 0.5],
            [1, 1e-3],
            [2, 0],
            [3, Number.NaN],
          ],
        },
        { name: 'lower', points: [], baseline: true },
      ],
    },
    {
      title: 'curve',
      x: 'r',
      y: 'share',
      scale: 'linear',
      series: [
        {
          name: 's',
          points: [
            [0, 0.6],
            [1, 0.4],
          ],
          steps: true,
        },
      ],
    },
    { title: 'flat', x: 'r', y: 'share', scale: 'linear', series: [{ name: 's', points: [[0, 0]] }] },
  ] as const;
  const svg = toSvg(charts);
  t.notMatch(svg, '<script>');
  t.match(svg, 'upper &lt;script&gt;');
  t.notMatch(svg, /NaN|Infinity|undefined/);
  const tags = [...svg.replace(/<\?xml.*?\?>/, '').matchAll(/<(\/?)([a-z]+)([^>]*?)(\/?)>/g)];
  const open: string[] = [];
  for (const [, closing, name, , empty] of tags) {
    if (closing === '/') t.equal(open.pop(), name);
    else if (empty !== '/' && name !== undefined) open.push(name);
  }
  t.same(open, [], 'every element is closed');
  t.equal(svg, toSvg(charts), 'same charts, same bytes');
  t.equal(escapeXml('\u0000<'), '\ufffd&lt;');
  t.end();
});
