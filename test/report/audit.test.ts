import fc from 'fast-check';
import { test } from 'tap';
import { AUDIT_SCHEMA, type AuditBound, type AuditDocument, type AuditTest } from '../../lib/core/index.js';
import { auditJsonSchema, parseAudit, parsePublished } from '../../lib/core/schema.js';
import { recomputeAudit } from '../../lib/plan/index.js';
import { auditCsv, auditJson, auditSvg, auditText } from '../../lib/report/index.js';
import { axisOf } from '../../lib/report/svg-axis.js';
import { dpih } from '../cli/memory-io.js';

const basis = { theorem: 'a theorem (derived here)', note: 'proofs/note.md', assumptions: [] };
const SPLIT = 'split: the first 20 % of the trials of each world choose, the rest measure';
const bound = {
  quantity: 'epsilon',
  side: 'lower',
  confidence: 1 - 0.05,
  object: 'mechanism',
  basis,
  delta: 1e-5,
  poisons: 1,
  alpha: 0.05,
  threshold: SPLIT,
  trials: [800, 800],
  upper: 4.38,
  exact: [4.3771, 4.3772],
} as const;
const clopperPearson: AuditBound = {
  ...bound,
  method: 'Clopper-Pearson',
  validity: 'frequentist',
  value: 1.99999,
  ceiling: 5.376,
};
const family: AuditBound = {
  ...bound,
  method: 'noise family',
  validity: 'family',
  value: 3.500019,
  ceiling: 40.5,
};
const credible: AuditBound = {
  ...bound,
  method: 'credible interval',
  validity: 'bayesian',
  side: 'estimate',
  value: 2.34567,
  ceiling: Infinity,
};
const hockeyStick: AuditBound = {
  ...bound,
  method: 'hockey-stick',
  validity: 'frequentist',
  quantity: 'delta',
  value: 0,
  ceiling: 0.99,
  upper: 1e-5,
  epsilon: 4.38,
  exact: [9e-6, 1e-5],
};
const fit = (world: string, statistic: number): AuditTest => ({
  name: `goodness of fit, ${world}`,
  finding: 'the scores do not follow the law of what was claimed',
  statistic,
  critical: 0.0515,
  alpha: 0.01,
  rejected: statistic > 0.0515,
  trials: 1000,
  theorem: 'Dvoretzky, Kiefer, Wolfowitz; Massart 1990',
  note: 'proofs/fit.md',
});
/** Gaussian noise of one standard deviation on a statistic of sensitivity 1: epsilon 4.377178 at delta 1e-5. */
const document: AuditDocument = {
  schema: AUDIT_SCHEMA,
  mechanism: {
    kind: 'additive',
    noise: { law: 'gaussian', scale: 1 },
    sensitivity: 1,
    releases: 1,
    adjacency: 'replace',
  },
  game: 'release',
  question: { delta: 1e-5, alpha: 0.05, poisons: 1, trials: 1000, seed: '1' },
  defaults: ['trials = 1000'],
  assumptions: ['independent trials'],
  theory: { upper: 4.38 },
  bounds: [clopperPearson, family, credible, hockeyStick],
  tests: [fit('absent', 0.025), fit('present', 0.0324567)],
  roc: {
    measured: [
      [0, 1],
      [0, 0.99],
      [0.5, 0.0625],
      [1, 0],
    ],
    exact: [
      [0.01, 0.91],
      [0.5, 0.158],
    ],
    bound: [[0.5, 0.15]],
  },
  histograms: [
    { world: 'absent', edges: [-2, 0, 2], measured: [0.75, 0.25], law: [0.7, 0.3] },
    { world: 'present', edges: [-2, 0, 2], measured: [0, 1] },
  ],
  notes: ['14200 trials in each world would show 95 % of the exact epsilon'],
  findings: [],
  notCovered: ['Other pairs of data sets.'],
};
const rejecting: AuditDocument = {
  ...document,
  tests: [fit('absent', 0.0517777), fit('present', 0.03)],
  findings: ['goodness of fit, absent: the scores do not follow the law of what was claimed'],
  reproduction:
    'dpih audit --sigma 1 --domain l2-ball:0.5 --game release --trials 250 --seed 1 --delta 0.00001 --alpha 0.05',
};

const TEXT = `ASSUMPTIONS
  mechanism    noise on a statistic of sensitivity 1
  releases     T = 1
  noise        gaussian of standard deviation 1 on every coordinate
  adjacency    replace: r poisons are r records replaced
  game         release: all releases of one known pair of data sets, scored by
               their log-likelihood ratio
  delta        1e-5
  poisons      r = 1
  alpha        0.05
  trials       1000 in each world, without and with the canary
  seed         1
  granted      independent trials
  defaults     not given, so assumed: trials = 1000

RESULTS
 epsilon at delta = 1e-5: proved, audited, known
  r  proved <=  audited >=  audited, noise family >=  some pair >=
  1       4.38      1.9999                    3.5000             -
  proved: no pair of data sets needs more. audited: the best lower bound
  measured; the second if what was audited adds noise of the stated family, of
  whatever scale. some pair: computed, some admissible pair needs this much.

 epsilon at delta = 1e-5, r = 1, measured from below
          statistic    audited  ceiling  exact for the pair  share of exact
    Clopper-Pearson  >= 1.9999    5.376    [4.3771, 4.3772]          45.6 %
       noise family  >= 3.5000     40.5    [4.3771, 4.3772]          79.9 %
  credible interval   ~ 2.3456     none    [4.3771, 4.3772]          53.5 %
  ceiling: what so many trials could have shown at most. exact: computed, for
  the pair of data sets played.
  - Clopper-Pearson: frequentist, right with probability 1 - alpha whatever was
    audited (alpha = 0.05)
  - noise family: right with probability 1 - alpha if the noise family is as
    stated (alpha = 0.05)
  - credible interval: an estimate: Bayesian, and never a finding (alpha = 0.05)
  - threshold: split: the first 20 % of the trials of each world choose, the
    rest measure; measured on 800 trials without and 800 with the canary

 delta at epsilon = 4.38, r = 1, measured from below
     statistic  audited  ceiling   exact for the pair  share of exact
  hockey-stick     >= 0     0.99  [0.000009, 0.00001]             0 %
  - hockey-stick: frequentist, right with probability 1 - alpha whatever was
    audited (alpha = 0.05)
  - threshold: split: the first 20 % of the trials of each world choose, the
    rest measure; measured on 800 trials without and 800 with the canary

 tests: is what was audited what is claimed?
                      test  statistic  critical  trials            verdict
   goodness of fit, absent    0.05177    0.0515    1000  REJECTED: finding
  goodness of fit, present       0.03    0.0515    1000             silent
  A test rejects where its statistic exceeds the critical value; where nothing
  is wrong each does so with probability 0.01 at most.

  - 14200 trials in each world would show 95 % of the exact epsilon

VERDICT
  1 finding contradicts the claim
  ! goodness of fit, absent: the scores do not follow the law of what was
    claimed
  5 statistics, each at alpha / 5 = 0.01: where nothing is wrong there is a
  finding with probability at most 0.05. What is not found is not proved absent.
  seed: 1
  the first finding again, with the fewest trials:
    dpih audit --sigma 1 --domain l2-ball:0.5 --game release --trials 250 \\
      --seed 1 --delta 0.00001 --alpha 0.05

BASIS
  - Clopper-Pearson; noise family; credible interval; hockey-stick: a theorem
    (derived here) (proofs/note.md)
  - goodness of fit, absent; goodness of fit, present: Dvoretzky, Kiefer,
    Wolfowitz; Massart 1990 (proofs/fit.md)

NOT COVERED
  - Other pairs of data sets.
`;

test('text: what was asked, proved, measured and found, as a reader sees it', (t) => {
  t.equal(auditText(rejecting), TEXT);
  const silent = auditText(document);
  t.match(silent, /goodness of fit, present +0\.03245 +0\.0515 +1000 +silent\n/);
  t.match(silent, /VERDICT\n {2}nothing contradicts the claim\n/);
  t.notMatch(silent, /REJECTED|contradicts? the claim\n {2}!|seed: 1|dpih audit/);
  t.match(
    auditText({ ...rejecting, findings: [] }),
    /goodness of fit, absent .* beyond its alpha\n/,
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
    findings: [long],
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
        const [, statistic, critical] = /absent +(\S+) +(\S+) +1000/.exec(text)?.map(Number) ?? [];
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
  const changed = (path: readonly (string | number)[], value: unknown): string => {
    const copy = structuredClone(plain);
    let at: Record<string | number, unknown> = copy;
    for (const key of path.slice(0, -1)) at = at[key] as Record<string | number, unknown>;
    at[path.at(-1) ?? ''] = value;
    return JSON.stringify(copy);
  };
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
    t.throws(() => parseAudit(changed(path, 1)), /free of unknown fields/, path.join('.'));
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
      () => parseAudit(changed(path, value)),
      { name: 'DomainError' },
      `${path.join('.')} ${String(value)}`,
    );
  t.throws(
    () => parsePublished(changed(['schema'], 'dpih/audit/2')),
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
    'measured',
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
  t.match(auditSvg(bare), '</svg>');
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

test('verify: what is consistent holds, and every forgery is named', async (t) => {
  const verify = async (doc: AuditDocument) => dpih(['verify', 'a.json'], { 'a.json': auditJson(doc) });
  for (const doc of [document, rejecting]) {
    const { code, out } = await verify(doc);
    t.equal(code, 0, out);
    t.notMatch(out, 'FAILS');
    for (const line of out.split('\n')) t.ok(line.length <= 80, line);
  }
  const [measured] = document.tests;
  if (measured === undefined) throw new Error('the document must have a test');
  const withBound = (change: Partial<AuditBound>): AuditDocument => ({
    ...document,
    bounds: [{ ...clopperPearson, ...change }],
  });
  const forgeries: readonly (readonly [string, AuditDocument, RegExp])[] = [
    [
      'a bound below the proved one',
      { ...document, theory: { upper: 4.3 } },
      /theory, proved: epsilon <= 4\.3/,
    ],
    [
      'a witness above what is attained',
      { ...document, theory: { upper: 4.38, witness: 4.5 } },
      /theory, some pair/,
    ],
    ['the bound of a statistic', withBound({ upper: 4.3, exact: [4, 4.1] }), /Clopper-Pearson, proved/],
    [
      'an exact value above what is proved',
      withBound({ exact: [4.5, 4.6], upper: 5 }),
      /exact for the pair: epsilon >= 4\.5/,
    ],
    [
      'a delta below the proved one',
      { ...document, bounds: [{ ...hockeyStick, upper: 1e-6, exact: [0, 1e-6] }] },
      /delta <= 0\.000001/,
    ],
    [
      'a curve above the proved one',
      { ...document, roc: { measured: [], bound: [[0.5, 0.16]] } },
      /0\.5 and 0\.16 is not ruled/,
    ],
    ['above the ceiling', withBound({ value: 3, ceiling: 2.9 }), /must not exceed the ceiling/],
    ['more than so many trials can show', withBound({ ceiling: 7 }), /so many trials show at most 6\./],
    ['a confidence of its own', withBound({ confidence: 0.99 }), /confidence must be 1 - alpha/],
    ['another alpha', withBound({ alpha: 0.1, confidence: 0.9 }), /alpha must be at most the question's/],
    ['an estimate as a bound', withBound({ validity: 'bayesian' }), /an estimate is what is Bayesian/],
    ['a negative epsilon', withBound({ value: -1 }), /must be >= 0/],
    ['trials that nobody asked for', withBound({ trials: [800, 1001] }), /no more trials/],
    ['an enclosure turned round', withBound({ exact: [4, 3] }), /must be in order/],
    [
      'a rejection hushed up',
      { ...rejecting, findings: [] },
      /goodness of fit, absent must be among the findings/,
    ],
    [
      'a rejection made silent',
      { ...rejecting, findings: [], tests: [{ ...measured, statistic: 0.06 }] },
      /a test rejects where/,
    ],
    [
      'an excess hushed up',
      withBound({ value: 4.5, exact: [0, 5], alpha: 0.01, confidence: 0.99 }),
      /Clopper-Pearson must be among/,
    ],
    [
      'more than the pair that was played has, in its family',
      { ...document, bounds: [{ ...family, value: 4.3775, alpha: 0.01, confidence: 0.99 }] },
      /noise family must be among/,
    ],
    [
      'a finding that rests on nothing',
      { ...document, findings: ['the moon: is there'] },
      /"the moon: is there" must rest on/,
    ],
    [
      'a finding that rests on an estimate',
      { ...document, bounds: [{ ...credible, value: 9 }], findings: ['credible interval: too much'] },
      /must rest on/,
    ],
    ['a test twice', { ...document, tests: [measured, { ...measured }] }, /its name must be its own/],
    [
      'rates out of order',
      {
        ...document,
        roc: {
          measured: [
            [0.5, 0.1],
            [0.4, 0.1],
          ],
        },
      },
      /false positives must ascend/,
    ],
    [
      'rates that rise',
      {
        ...document,
        roc: {
          measured: [
            [0.4, 0.1],
            [0.5, 0.2],
          ],
        },
      },
      /false negatives must descend/,
    ],
    [
      'bins without edges',
      { ...document, histograms: [{ world: 'absent', edges: [0, 1], measured: [0.5, 0.5] }] },
      /bins must lie between/,
    ],
    [
      'edges out of order',
      { ...document, histograms: [{ world: 'absent', edges: [1, 0], measured: [1] }] },
      /edges must ascend/,
    ],
    [
      'a law of other bins',
      { ...document, histograms: [{ world: 'absent', edges: [0, 1], measured: [1], law: [] }] },
      /the same bins/,
    ],
    [
      'shares beyond the whole',
      { ...document, histograms: [{ world: 'absent', edges: [0, 1, 2], measured: [0.9, 0.9] }] },
      /add up to 1/,
    ],
  ];
  for (const [name, doc, named] of forgeries) {
    const failed = recomputeAudit(doc).filter((v) => !v.holds);
    t.match(failed.map((v) => `${v.statement}: ${v.against}`).join('\n'), named, name);
    t.equal(failed.length, 1, `${name}: nothing else fails`);
  }
  const [, forged] = forgeries[0] ?? [];
  if (forged !== undefined) {
    const { code, out } = await verify(forged);
    t.equal(code, 1);
    t.match(out, /^FAILS theory, proved/m);
  }
  t.end();
});

test('verify and schema: other versions are refused, both schemas are printed', async (t) => {
  const text = auditJson(document).replace('dpih/audit/1', 'dpih/audit/2');
  const refused = await dpih(['verify', 'a.json'], { 'a.json': text });
  t.equal(refused.code, 2);
  t.match(
    refused.err,
    /a\.json: schema must be one of dpih\/claims\/1, dpih\/audit\/1, got "dpih\/audit\/2"/,
  );
  const { code, out } = await dpih(['schema', 'audit']);
  t.equal(code, 0);
  t.same(JSON.parse(out), auditJsonSchema());
  t.match(out, '"dpih/audit/1"');
  t.equal((await dpih(['schema', 'claim'])).out, (await dpih(['schema'])).out);
  const wrong = await dpih(['schema', 'privacy']);
  t.equal(wrong.code, 2);
  t.match(wrong.err, /DOCUMENT must be claim or audit, got privacy/);
  t.equal((await dpih(['schema', 'claim', 'audit'])).code, 2);
  t.match((await dpih(['schema', '--help'])).out, 'dpih schema [document]');
  t.end();
});
