import fc from 'fast-check';
import { test } from 'tap';
import type { AuditBound, AuditDocument, AuditTest } from '../../lib/core/index.js';
import { parseAudit, parsePublished } from '../../lib/core/schema.js';
import { auditCsv, auditJson, auditSvg, auditText } from '../../lib/report/index.js';
import { axisOf } from '../../lib/report/svg-axis.js';
import { clopperPearson, credible, document, family, fit, rejecting, TEXT } from './audit-document.js';
import { withField } from './with-field.js';

test('text: what was asked, proved, measured and found, as a reader sees it', (t) => {
  t.equal(auditText(rejecting), TEXT);
  const silent = auditText(document);
  t.match(silent, /goodness of fit, present +0\.03245 +0\.0515 +silent\n/);
  t.match(silent, /VERDICT\n {2}nothing contradicts the claim\n/);
  t.notMatch(silent, /REJECTED|contradicts? the claim\n {2}!|seed: 1|dpih audit/);
  t.match(
    auditText({ ...rejecting, findings: [] }),
    /goodness of fit, absent .* exceeds\n/,
    'a test that rejects at a level of its own is no finding of the audit',
  );
  const { seed: _seed, ...question } = document.question;
  const elsewhere = auditText({ ...rejecting, question: { ...question, samples: ['a.npy', 'b.npy'] } });
  t.match(elsewhere, /samples +played elsewhere: a\.npy, b\.npy/);
  t.notMatch(elsewhere, /\n {2}seed/);
  const none = auditText({
    ...document,
    bounds: [credible],
    tests: [],
    theory: { upper: Infinity, witness: 1.00009 },
  });
  t.match(
    none,
    /\n {2}1 +none +- +- +1\.0000\n/,
    'an estimate is no audited bound; what is not proved is none',
  );
  t.match(none, /No statistic speaks/);
  t.match(auditText({ ...document, game: 'one-run' }), /\n {2}canaries +1000, each one trial\n/);
  const { exact: _exact, ...unknown } = clopperPearson;
  t.notMatch(
    auditText({ ...document, bounds: [unknown], notes: [] }),
    'exact',
    'what is not known has no column',
  );
  t.end();
});

test('a test that nothing could reject is not called silent', (t) => {
  const tests = document.tests.map((test) => ({ ...test, critical: Infinity }));
  const text = auditText({ ...document, tests });
  t.match(text, / cannot tell\n/);
  t.notMatch(text, /silent/);
  t.end();
});

test('text: the best bound of each kind, of the question that was asked alone', (t) => {
  const others: AuditBound[] = [
    { ...clopperPearson, method: 'other delta', delta: 1e-3, value: 3 },
    { ...clopperPearson, method: 'other poisons', poisons: 2, value: 3 },
    { ...clopperPearson, method: 'better', value: 2.5 },
  ];
  const text = auditText({ ...document, bounds: [...document.bounds, ...others] });
  t.match(text, /\n {2}1 +4\.38 +2\.5 +3\.5000 +-\n/);
  for (const title of [
    'epsilon at delta = 1e-5, r = 1',
    'epsilon at delta = 0.001, r = 1',
    'epsilon at delta = 1e-5, r = 2',
  ])
    t.match(text, `\n ${title}, measured from below\n`);
  t.end();
});

test('text: 80 columns, whatever the names; a command stays one that a shell reads', (t) => {
  const long = 'a word '.repeat(30);
  const hard: AuditDocument = {
    ...rejecting,
    mechanism: {
      kind: 'mixup',
      n: 50,
      k: 4,
      releases: 100,
      design: 'balanced',
      noise: { law: 'laplace', scale: 0.3333333333333333 },
      domain: { kind: 'box', low: 0, high: 1, dimension: 1 },
      labels: { kind: 'noised', scale: 0.1 },
      adjacency: 'replace',
    },
    game: 'family',
    bounds: [
      {
        ...family,
        method: 'noise family, quarter, r = 12',
        value: 0.123456789,
        upper: Infinity,
        exact: [0, 0],
      },
      { ...family, method: 'noise family, midpoint, r = 12', threshold: long, exact: [0.123456, 123.456] },
    ],
    tests: [
      { ...fit('absent', Infinity), name: 'observations beyond quantiles, absent', alpha: 0.05 },
      ...document.tests,
    ],
    notes: [long, 'x'.repeat(200)],
    findings: [long, ...rejecting.findings],
    notCovered: [long],
  };
  const text = auditText(hard);
  for (const line of text.split('\n')) t.ok(line.length <= 80, `${line.length} columns: ${line}`);
  t.match(text.replace(/\s+/g, ' '), 'in [0, 1], 1 coordinate labels');
  const command = /fewest trials:\n((?: {4}.*\n)+)/.exec(auditText(rejecting))?.[1] ?? '';
  t.match(command, ' \\\n');
  t.equal(command.replace(/ \\\n +/g, ' ').trim(), rejecting.reproduction);
  t.end();
});

test('text: what was measured is never overstated by rounding', (t) => {
  fc.assert(
    fc.property(
      fc.double({ min: 1e-4, max: 30, noNaN: true }),
      fc.double({ min: 1e-3, max: 30, noNaN: true }),
      (value, of) => {
        const one: AuditBound = { ...family, value, ceiling: 31, exact: [of, of], upper: of };
        const test: AuditTest = { ...fit('absent', value), critical: of };
        const text = auditText({
          ...document,
          theory: { upper: of, witness: value },
          bounds: [one],
          tests: [test],
        });
        const [, proved, audited, witness] =
          /\n {2}1 +(\S+) +- +(\S+) +(\S+)\n/.exec(text)?.map(Number) ?? [];
        const [, shown, low, high, share] =
          /noise family +>= (\S+) +31 +\[(\S+), (\S+)\] +(\S+) %/.exec(text)?.map(Number) ?? [];
        const [, statistic, critical] =
          /absent +(\S+) +(\S+) +(?:silent|exceeds)/.exec(text)?.map(Number) ?? [];
        return (
          Number(proved) >= of &&
          Number(audited) <= value &&
          Number(witness) <= value &&
          Number(shown) <= value &&
          Number(low) <= of &&
          Number(high) >= of &&
          Number(share) <= (value / of) * 100 * (1 + 1e-12) &&
          Number(share) > (value / of) * 100 - 0.1000001 &&
          Number(statistic) <= value &&
          Number(critical) >= of
        );
      },
    ),
  );
  t.end();
});

test('JSON: every number survives, Infinity included; NaN is refused; the schema is strict', (t) => {
  for (const doc of [document, rejecting]) {
    t.same(parseAudit(auditJson(doc)), doc);
    t.same(parsePublished(auditJson(doc)), doc);
  }
  t.match(auditJson(document), '"ceiling": "Infinity"');
  t.throws(() => auditJson({ ...document, theory: { upper: Number.NaN } }), /NaN/);
  t.throws(() => auditText({ ...document, theory: { upper: Number.NaN } }), /NaN/);
  t.throws(() => auditCsv({ ...document, roc: { measured: [[0, Number.NaN]] } }), /NaN/);

  const plain = JSON.parse(auditJson(document)) as Record<string, unknown>;
  for (const path of [
    ['verdict'],
    ['question', 'epsilon'],
    ['theory', 'lower'],
    ['bounds', 0, 'celing'],
    ['tests', 0, 'p'],
    ['roc', 'theory'],
    ['histograms', 0, 'bins'],
    ['bounds', 0, 'mechanism'],
  ])
    t.throws(() => parseAudit(withField(plain, path, 1)), /free of unknown fields/, path.join('.'));
  for (const [path, value] of [
    [['schema'], 'dpih/audit/2'],
    [['schema'], 'dpih/claims/1'],
    [['bounds', 0, 'side'], 'upper'],
    [['bounds', 0, 'validity'], 'certain'],
    [['bounds', 0, 'alpha'], 0],
    [['bounds', 0, 'alpha'], 1],
    [['bounds', 0, 'value'], null],
    [['bounds', 0, 'value'], 'NaN'],
    [['bounds', 0, 'trials'], [800]],
    [['question', 'trials'], 0],
    [['tests', 0, 'rejected'], 'no'],
    [
      ['roc', 'measured', 0],
      [0, 1.5],
    ],
    [['game'], 'chess'],
  ] as const)
    t.throws(
      () => parseAudit(withField(plain, path, value)),
      { name: 'DomainError' },
      `${path.join('.')} ${String(value)}`,
    );
  t.throws(
    () => parsePublished(withField(plain, ['schema'], 'dpih/audit/2')),
    /schema must be one of dpih\/claims\/1, dpih\/audit\/1/,
  );
  t.throws(() => parsePublished('{}'), /schema/);
  // @ts-expect-error an audit proves nothing from above: the type says so before the schema does
  const above: AuditBound = { ...clopperPearson, side: 'upper' };
  t.throws(() => parseAudit(auditJson({ ...document, bounds: [above] })), /bounds\.0\.side/);
  t.end();
});

test('CSV: the error rates of all curves by false positives, nothing where nothing is known', (t) => {
  t.equal(
    auditCsv(document),
    'false_positive_rate,false_negative_rate,exact_false_negative_rate,bound_false_negative_rate\n' +
      '0,1,,\n0,0.99,,\n0.01,,0.91,\n0.5,0.0625,0.158,0.15\n1,0,,\n',
  );
  const { roc: _roc, ...without } = document;
  t.equal(auditCsv(without).split('\n').length, 2, 'a heading alone');
  t.end();
});

test('SVG: both pictures, well-formed; rates of 0 and 1 leave the picture and not the page', (t) => {
  const svg = auditSvg(document);
  t.notMatch(svg, /NaN|Infinity|undefined/);
  for (const name of [
    'ruled out by the bound',
    'measured, as counted',
    'exact for the pair',
    'without the canary: law',
    'with the canary: measured',
  ])
    t.match(svg, name);
  t.notMatch(svg, 'with the canary: law', 'what has no law is drawn without');
  const tags = [...svg.replace(/<\?xml.*?\?>/, '').matchAll(/<(\/?)([a-zA-Z]+)([^>]*?)(\/?)>/g)];
  const open: string[] = [];
  for (const [, closing, name, , empty] of tags) {
    if (closing === '/') t.equal(open.pop(), name);
    else if (empty !== '/' && name !== undefined) open.push(name);
  }
  t.same(open, [], 'every element is closed');
  const ids = [...svg.matchAll(/ id="(\w+)"/g)].map(([, id]) => id);
  t.equal(new Set(ids).size, ids.length, 'no two panels share a name');
  for (const [, id] of svg.matchAll(/url\(#(\w+)\)/g)) t.ok(ids.includes(id), `#${id} is there`);
  const { roc: _roc, histograms: _histograms, ...bare } = document;
  t.match(auditSvg(bare), 'no scores to draw');
  t.end();
});

test('logit axis: both ends of the unit interval have room, and what is certain has none', (t) => {
  const axis = axisOf([1e-4, 1 - 1e-4], 'logit', 0, 1000, { fixed: true });
  t.same(
    axis.ticks.map(({ name }) => name),
    ['1e-4', '0.001', '0.01', '0.1', '0.5', '0.9', '0.99', '0.999', '0.9999'],
  );
  t.equal(axis.place(0.5), 500);
  t.equal(axis.place(1e-4), 0);
  fc.assert(
    fc.property(
      fc.double({ min: 1e-6, max: 0.5, noNaN: true }),
      (p) => Math.abs(axis.place(p) + axis.place(1 - p) - 1000) <= 0.02,
    ),
  );
  t.ok(axis.place(0) < -100 && axis.place(1) > 1100 && Number.isFinite(axis.place(0) + axis.place(1)));
  const names = (least: number): readonly string[] =>
    axisOf([least, 1 - least], 'logit', 0, 1, { fixed: true }).ticks.map(({ name }) => name);
  t.match(names(1e-7).at(-1), '1 - 1e-7');
  t.ok(names(1e-12).length <= 19, 'a wide range is thinned');
  t.end();
});
