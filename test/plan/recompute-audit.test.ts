import { test } from 'tap';
import type { AuditBound, AuditDocument } from '../../lib/core/index.js';
import { auditJsonSchema } from '../../lib/core/schema.js';
import { recomputeAudit } from '../../lib/plan/index.js';
import { auditJson } from '../../lib/report/index.js';
import { dpih } from '../cli/memory-io.js';
import {
  clopperPearson,
  credible,
  document,
  family,
  hockeyStick,
  rejecting,
} from '../report/audit-document.js';

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
  t.match(wrong.err, /DOCUMENT must be claim, audit or attack, got privacy/);
  t.equal((await dpih(['schema', 'claim', 'audit'])).code, 2);
  t.match((await dpih(['schema', '--help'])).out, 'dpih schema [document]');
  t.end();
});
