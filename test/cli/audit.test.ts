import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'tap';
import { command, smallestReproduction } from '../../cli/audit/reproduction.js';
import type { Given } from '../../cli/command.js';
import { UsageError } from '../../cli/usage-error.js';
import type { AuditDocument } from '../../lib/core/audit.js';
import { parseAudit } from '../../lib/core/audit-schema.js';
import { ask, best, CLAIM, refusal } from './audits.js';
import { dpih } from './memory-io.js';

const SMALL = [...CLAIM, '--trials', '2000', '--seed', '3'];
/** What it prints as JSON: asked once. */
let remembered: ReturnType<typeof dpih> | undefined;
function played(): ReturnType<typeof dpih> {
  remembered ??= dpih([...SMALL, '--json']);
  return remembered;
}

test('the default game: bounds below the exact value, below what is proved; silent; verified', async (t) => {
  const { code, out, err } = await played();
  t.equal(code, 0, err);
  const document = parseAudit(out);
  t.same(document.findings, []);
  const [low = 0, high = 0] = document.bounds[0]?.exact ?? [];
  // an independent prototype: 2.39353, five decimals
  t.ok(low <= 2.393535 + 5e-6 && 2.393525 <= high && high - low < 0.01, `exact [${low}, ${high}]`);
  t.ok(high <= document.theory.upper);
  t.ok((document.theory.witness ?? 0) > 2.38 && (document.theory.witness ?? 9) <= high);
  const family = best(document, 'family');
  t.ok(family > 0.5 * low && family <= high, `family ${family}`);
  t.ok(best(document, 'frequentist') <= family);
  t.equal(document.question.trials, 2000);
  t.equal(document.question.seed, '3');
  t.ok(document.tests.length >= 11, `${document.tests.length} tests`);
  t.equal(document.histograms?.length, 2);
  t.ok(document.roc?.exact !== undefined && document.roc.bound !== undefined);
  const verified = await dpih(['verify', 'a.json'], { 'a.json': out });
  t.equal(verified.code, 0, verified.out);
});

test('the same seed gives the same document, another one other scores', async (t) => {
  const one = await played();
  const other = await dpih([...SMALL.slice(0, -1), '2', '--json', '--workers', '1']);
  const again = await dpih([...SMALL, '--json', '--workers', '1']);
  t.equal(again.out, one.out);
  t.notSame(parseAudit(other.out).roc?.measured, parseAudit(one.out).roc?.measured);
});

test('text, CSV and picture are of the same audit', async (t) => {
  const { code, out, io } = await dpih([...SMALL, '--svg', 'a.svg']);
  t.equal(code, 0);
  t.match(out, /proved/);
  t.match(out, /VERDICT/);
  t.ok(out.split('\n').every((line) => line.length <= 80));
  t.match(io.files.get('a.svg'), /<svg .*<\/svg>\s*$/s);
  const csv = await dpih([...SMALL, '--csv']);
  t.match(csv.out, /^false_positive_rate,/);
});

test('defaults are stated; what is given is not among them', async (t) => {
  const { defaults } = parseAudit((await played()).out);
  for (const text of ['n = 50', 'domain = l2-ball:1,1', 'labels = in-record', 'alpha = 0.05', 'delta = 1e-5'])
    t.ok(defaults.includes(text), text);
  t.notOk(defaults.some((text) => /^(trials|releases|k|sigma|seed) /.test(text)));
  t.equal(new Set(defaults).size, defaults.length);
});

test('several pairs share alpha; poisons are counted', async (t) => {
  const args = [
    'audit',
    '--k',
    '4',
    '--sigma',
    '0.5',
    '--releases',
    '5',
    '--trials',
    '1000',
    '--game',
    'family',
  ];
  const document = await ask([...args, '--poisons', '2']);
  t.same(document.findings, []);
  for (const pair of ['one-sided', 'quarter', 'midpoint'])
    t.ok(document.bounds.some(({ method, poisons }) => method === `noise family, ${pair}` && poisons === 2));
  const counted =
    document.bounds.filter(({ validity }) => validity !== 'bayesian').length + document.tests.length;
  t.equal(document.tests[0]?.alpha, 0.05 / counted);
});

test('labels are looked at first: noise hides them, and without noise they tell all', async (t) => {
  const noised = await ask([...SMALL, '--labels', 'noised', '--label-sigma', '0.5', '--game', 'labels']);
  t.same(noised.findings, []);
  t.equal(best(noised, 'frequentist'), 0);
  const exposed = await ask([...SMALL, '--labels', 'exposed', '--game', 'labels']);
  t.ok(best(exposed, 'frequentist') > 4, `${best(exposed, 'frequentist')}`);
  t.match(exposed.notes.join(' '), /exposed/);
});

test('one run: many canaries, one training', async (t) => {
  const args = [
    'audit',
    '--game',
    'one-run',
    '--k',
    '80',
    '--n',
    '1000',
    '--sigma',
    '1/80',
    '--releases',
    '100',
  ];
  const document = await ask(args);
  t.same(document.findings, []);
  const value = best(document, 'frequentist');
  t.ok(value > 0.7 && value < 2.1, `Steinke, Nasr, Jagielski: ${value}, 1.39 expected`);
});

test('a killed run continues from its folder; another game is refused there', async (t) => {
  const root = mkdtempSync(join(tmpdir(), 'dpih-audit-'));
  t.teardown(() => rmSync(root, { recursive: true, force: true }));
  const out = join(root, 'run');
  const first = await ask([...SMALL, '--out', out]);
  t.same(first.bounds, parseAudit((await played()).out).bounds, 'as without a folder');
  t.same(await ask([...SMALL, '--out', out]), first);
  t.match(await refusal([...SMALL.slice(1, -1), '2', '--out', out]), /seed/);
});

test('slices of an audit, played apart and joined, are judged as if played at once', async (t) => {
  const root = mkdtempSync(join(tmpdir(), 'dpih-audit-'));
  t.teardown(() => rmSync(root, { recursive: true, force: true }));
  const [one, two, all] = ['1', '2', 'all'].map((name) => join(root, name));
  const args = [
    ...CLAIM,
    '--trials',
    '12000',
    '--labels',
    'noised',
    '--label-sigma',
    '0.5',
    '--game',
    'labels',
  ];
  for (const [i, folder] of [one, two].entries())
    t.equal((await dpih([...args, '--shard', `${i + 1}/2`, '--out', folder ?? ''])).code, 0);
  t.equal((await dpih(['merge', one ?? '', two ?? '', '--out', all ?? ''])).code, 0);
  t.same(await ask([...args, '--out', all ?? '']), await ask(args));
  t.match(await refusal([...args.slice(1), '--shard', '1/2']), /--out/);
  t.match(await refusal([...args.slice(1), '--shard', '3/2', '--out', one ?? '']), /--shard/);
});

test('models trained with and without a canary', async (t) => {
  const data = ['--data', 'glyphs', '--k', '4', '--sigma', '0.4', '--releases', '200', '--models', '20'];
  const black = await ask(['audit', ...data, '--game', 'black-box']);
  t.same(black.findings, []);
  t.same(
    black.bounds.map(({ method }) => method),
    ['LiRA', 'loss', 'margin'].flatMap((name) => [`Clopper-Pearson, ${name}`, `noise family, ${name}`]),
  );
  t.match(black.notes.join(' '), /of the gap is the adversary's/);
  const poison = await ask(['audit', ...data, '--game', 'poison', '--poisons', '3']);
  t.same(poison.findings, []);
  t.ok(poison.bounds.some(({ method, poisons }) => method === 'group privacy' && poisons === 1));
  const white = await ask(['audit', ...data, '--game', 'white-box', '--trials', '100']);
  t.same(white.findings, []);
  t.ok(white.bounds.some(({ method }) => method === 'Clopper-Pearson, weights'));
});

test('the pair for another implementation, and trials for a share of the bound, are printed and nothing is played', async (t) => {
  const pair = await dpih([...CLAIM, '--show-pair']);
  t.equal(pair.code, 0);
  t.match(pair.out, /record 0 = 1/);
  const json = JSON.parse((await dpih([...CLAIM, '--show-pair', '--json'])).out);
  t.same([json[0].absent, json[0].present, json[0].others], [[-1], [1], [-1]]);
  const plan = JSON.parse((await dpih([...CLAIM, '--plan', '0.95', '--json'])).out);
  // an independent prototype: 288,000 by inversion of the family with a bound on each rate, 1.1e8 by Clopper-Pearson;
  // a fifth more that choose, and a test of both counts at once, which needs fewer
  const [family, plain] = plan.answers;
  t.ok(family.trials > 100_000 && family.trials < 288_000, `${family.trials}`);
  t.ok(plain.trials > 1.1e8 && plain.trials < 1.5e8, `${plain.trials}`);
});

const GIVEN: Given = {
  text: { k: '4', sigma: '16/255', out: 'run', domain: 'l2-diameter:sqrt(3)' },
  switches: new Set(['json']),
  words: [],
};

test('a finding is reproduced with the fewest trials: halved while it stays', async (t) => {
  const asked: number[] = [];
  const from = (least: number) => async (trials: number) => {
    asked.push(trials);
    if (trials < 150) throw new UsageError('too few');
    return { findings: trials >= least ? ['x'] : [] } as unknown as AuditDocument;
  };
  t.equal(
    await smallestReproduction(GIVEN, 10_001, from(1000)),
    "dpih audit --seed 1 --k 4 --sigma 16/255 --domain 'l2-diameter:sqrt(3)' --trials 1250",
  );
  t.same(asked, [5000, 2500, 1250, 625]);
  t.match(await smallestReproduction(GIVEN, 400, from(1)), /--trials 200$/);
  const broken = async (): Promise<AuditDocument> => {
    throw new TypeError('a defect');
  };
  await t.rejects(smallestReproduction(GIVEN, 400, broken), { name: 'TypeError' });
  t.match(command({ ...GIVEN, text: { seed: "it's" } }), "--seed 'it'\\''s'");
});

test('help names every flag of the games', async (t) => {
  const { out } = await dpih(['audit', '--help']);
  for (const flag of [
    '--game',
    '--trials',
    '--samples',
    '--scores',
    '--show-pair',
    '--plan',
    '--threshold',
    '--canary',
  ])
    t.match(out, flag);
});
