import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'tap';
import { account } from '../../lib/accountants/index.js';
import { certifyVotes, parseVotes } from '../../lib/certify/index.js';
import type { ClaimDocument } from '../../lib/core/document.js';
import { parseDocument } from '../../lib/core/schema.js';
import { SWEEP_SCHEMA, type Sweep, type SweepCell } from '../../lib/core/sweep.js';
import { bestCell, radiusAt } from '../../lib/plan/index.js';
import { sweepCharts, sweepCsv, sweepSection, toSvg } from '../../lib/report/index.js';
import { dpih } from './memory-io.js';

const folder = mkdtempSync(join(tmpdir(), 'dpih-sweep-'));
const csv = join(folder, 'points.csv');
// two classes on either side of the origin, some of them on the wrong side
const rows = Array.from({ length: 16_000 }, (_, i) => {
  const side = i % 2 === 0 ? 1 : -1;
  const turn = ((i * 37) % 101) / 101 - 0.5;
  return `${(side * (0.6 - Math.abs(turn) ** 3 * 5)).toFixed(4)},${turn.toFixed(4)},${i % 2}`;
});
writeFileSync(csv, `a,b,label\n${rows.join('\n')}\n`);
const run = [
  ...['--data', csv, '--design', 'partition', '--releases', 'floor(n/k)', '--test-records', '60'],
  ...['--models', '40', '--workers', '1'],
];
const grid = ['--k-sweep', '1,4', '--noise-sweep', '1,3'];
const out = join(folder, 'sweep');
const PAIRS = [
  [1, 1],
  [1, 3],
  [4, 1],
  [4, 3],
] as const;

/** Every file below a folder, name by name. */
function contents(path: string): Record<string, string> {
  const entries = readdirSync(path, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  const names = entries.map((entry) => join(entry.parentPath, entry.name)).sort();
  return Object.fromEntries(names.map((name) => [name, readFileSync(name, 'utf8')]));
}

function profileCurve({ claims }: ClaimDocument): number[] {
  return claims
    .filter(({ quantity, method }) => quantity === 'certifiedAccuracy' && method === 'profile')
    .map(({ value }) => value);
}

test('a sweep: every pair as certify would have found it, a table, a drawing, and again from the folder', async (t) => {
  const { code, out: json, err } = await dpih(['certify', ...run, ...grid, '--out', out, '--json']);
  t.equal(code, 0, err);
  const sweep = JSON.parse(json) as Sweep;
  t.same(
    sweep.cells.map(({ k, sigma }) => [k, sigma]),
    PAIRS,
  );
  for (const cell of sweep.cells) {
    const document = parseDocument(readFileSync(join(out, cell.folder, 'claim.json'), 'utf8'));
    t.same(cell.certifiedAccuracy, profileCurve(document));
    t.equal(cell.radius, radiusAt(cell.certifiedAccuracy, 0.5));
    t.equal(document.votes?.chosenFrom, undefined);
  }
  t.ok(
    sweep.cells.some(({ radius }) => radius >= 1),
    'the example certifies something',
  );
  t.ok(new Set(sweep.cells.map(({ radius }) => radius)).size > 1, 'and the pairs differ');
  const [k, sigma] = PAIRS[3];
  const one = ['certify', ...run, '--k', `${k}`, '--sigma', `${sigma}`, '--out', join(folder, 'one')];
  t.equal((await dpih(one)).code, 0);
  const own = contents(join(out, 'k4-sigma3'));
  t.same(Object.values(own), Object.values(contents(join(folder, 'one'))), 'the folder that certify leaves');

  const before = contents(out);
  const text = await dpih(['certify', ...run, ...grid, '--out', out, '--svg', 'drawing.svg']);
  t.equal(text.code, 0, text.err);
  t.match(text.out, /^TRADE-OFF\n/);
  t.match(text.out, 'every model was in the folder already');
  for (const line of text.out.split('\n')) t.ok(line.length <= 80, line);
  t.same(contents(out), before, 'again: the same bytes, nothing trained');
  t.equal(text.io.files.get('drawing.svg'), before[join(out, 'trade-off.svg')]);
  const dots = before[join(out, 'trade-off.svg')]?.match(/<circle /g)?.length;
  t.equal(dots, sweep.cells.filter(({ radius }) => radius >= 0).length);
  const table = await dpih(['certify', ...run, ...grid, '--out', out, '--csv']);
  t.equal(table.out, before[join(out, 'sweep.csv')]);
});

test('calibrate --data: the largest radius, at alpha over the number of pairs', async (t) => {
  const ask = ['calibrate', ...run, ...grid, '--out', out];
  const { code, out: json, err } = await dpih([...ask, '--target-accuracy', '0.6', '--json']);
  t.equal(code, 0, err);
  const document = parseDocument(json);
  const sweep = JSON.parse(readFileSync(join(out, 'sweep.json'), 'utf8')) as Sweep;
  t.same([sweep.chosenFrom, sweep.share, document.votes?.chosenFrom], [4, 0.6, 4]);
  // the curve of each pair, made anew from its votes at alpha / 4
  const curves = sweep.cells.map((cell) => {
    const claim = parseDocument(readFileSync(join(out, cell.folder, 'claim.json'), 'utf8'));
    const votes = parseVotes(claim.votes?.csv ?? '');
    return certifyVotes(account(claim.mechanism).upper, votes, { alpha: 0.001 / 4 }).certifiedAccuracy;
  });
  t.same(
    sweep.cells.map(({ certifiedAccuracy }) => certifiedAccuracy),
    curves,
  );
  const reach = curves.map((curve) => curve.filter((accuracy) => accuracy >= 0.6).length - 1);
  const best = Math.max(...reach);
  t.ok(best >= 1, `radius ${best}`);
  const { mechanism } = document;
  if (mechanism.kind !== 'mixup') throw new Error('a mixup must be chosen');
  const chosen = PAIRS.findIndex(([k, sigma]) => k === mechanism.k && sigma === mechanism.noise.scale);
  t.equal(reach[chosen], best, 'no pair reaches further');
  const curve = profileCurve(document);
  t.ok((curve[best] ?? 0) >= 0.6 && (curve[best + 1] ?? 0) < 0.6);
  t.same(document.question.target, { quantity: 'accuracy', value: 0.6 });
  t.ok(document.claims.every(({ quantity, confidence }) => quantity === 'epsilon' || confidence < 1));
  t.equal(readFileSync(join(out, 'claim.json'), 'utf8'), json);
  const verdict = await dpih(['verify', 'c.json'], { 'c.json': json });
  t.equal(verdict.code, 0, verdict.out);
  const text = await dpih([...ask, '--target-accuracy', '0.6']);
  t.match(
    text.out.replace(/\s+/g, ' '),
    `k = ${mechanism.k}, sigma = ${mechanism.noise.scale}: certified accuracy`,
  );
  t.match(
    text.out.replace(/\s+/g, ' '),
    'chosen among 4 sets of votes, so every bound is at alpha / 4 (Bonferroni)',
  );
  for (const line of text.out.split('\n')) t.ok(line.length <= 80, line);
  const highest = (r: number): number => Math.max(...curves.map((accuracies) => accuracies[r] ?? 0));
  t.ok(highest(0) > highest(1));
  const unprotected = await dpih([...ask, '--target-accuracy', String(highest(0))]);
  t.equal(unprotected.code, 1, 'a target that no pair keeps against a single poison');
  t.match(unprotected.err, /against a single poison/);
  const missed = await dpih([...ask, '--target-accuracy', '1']);
  t.equal(missed.code, 1, 'a target that no pair meets');
  t.match(missed.err, /no cell has certified accuracy 1, not even at r = 0/);
  t.notOk(existsSync(join(out, 'claim.json')), 'the answer to another target is gone');
});

test('which cell is best', (t) => {
  t.equal(radiusAt([0.9, 0.5, 0.5, 0], 0.5), 2);
  t.equal(radiusAt([0.4, 0], 0.5), -1);
  const cell = (k: number, radius: number, there: number, vote: number) => ({
    ...{ k, sigma: 1, folder: '', radius, medianRadius: 0 },
    accuracy: { models: 0, vote },
    certifiedAccuracy: Array.from({ length: radius + 1 }, () => there),
  });
  const best = (...cells: readonly ReturnType<typeof cell>[]) =>
    bestCell({ schema: 'dpih/sweep/1', models: 1, records: 1, alpha: 0.1, chosenFrom: 1, share: 0.5, cells })
      ?.k;
  t.equal(best(cell(1, 2, 0.6, 0.9), cell(2, 3, 0.5, 0.6)), 2, 'the larger radius');
  t.equal(best(cell(1, 2, 0.6, 0.9), cell(2, 2, 0.7, 0.6)), 2, 'then the more certified there');
  t.equal(best(cell(1, 2, 0.6, 0.8), cell(2, 2, 0.6, 0.9)), 2, 'then the better vote');
  t.equal(best(cell(1, -1, 0, 0.9)), undefined);
  t.end();
});

test('a sweep: a row a cell, the best at each r, what a choice costs', (t) => {
  const cell = (k: number, sigma: number, certifiedAccuracy: readonly number[]): SweepCell => ({
    k,
    sigma,
    folder: `k${k}-sigma${sigma}`,
    accuracy: { models: 0.71, vote: 0.87 },
    certifiedAccuracy,
    medianRadius: certifiedAccuracy.length - 2,
    radius: certifiedAccuracy.findLastIndex((share) => share >= 0.5),
  });
  const low = cell(1, 0.2, [0]);
  const far = cell(4, 0.4, [0.9, ...Array.from({ length: 24 }, () => 0.6004999), 0]);
  const sweep: Sweep = {
    schema: SWEEP_SCHEMA,
    models: 100,
    records: 360,
    alpha: 0.001,
    chosenFrom: 1,
    share: 0.5,
    cells: [low, cell(4, 0.2, [0.95, 0.7, 0.5, 0.2, 0]), far],
  };
  const lines = sweepSection(sweep);
  for (const line of lines) t.ok(line.length <= 80, line);
  const text = lines.join('\n');
  t.match(text, /k +sigma +model +vote +r=1 +r=2 +r=5 +r=10 +r=20 +median +r\(0\.5\)\n/);
  t.notMatch(text, 'r=50', 'no column that no cell reaches');
  t.match(text, /4 +0\.4 +0\.710 +0\.870 +0\.600 +0\.600 +0\.600 +0\.600 +0\.600 +24 +24\n/, 'rounded down');
  t.match(text, /1 +0\.2 .* 0\.000 +- +-\n/, 'a cell that certifies nothing');
  t.match(text, /most at r = 1: 0\.700 by k = 4, sigma = 0\.2\n/);
  t.match(text, /most at r = 2: 0\.600 by k = 4, sigma = 0\.4\n/);
  t.match(text.replace(/\s+/g, ' '), 'must divide alpha by 3 first');
  const paid = sweepSection({ ...sweep, chosenFrom: 3 })
    .join(' ')
    .replace(/\s+/g, ' ');
  t.match(paid, 'Every bound is at alpha / 3, so all rows hold at alpha together');
  const csv = sweepCsv(sweep).trimEnd().split('\n');
  t.equal(csv.length, 1 + 1 + 5 + 26);
  t.equal(csv[3], '4,0.2,0.71,0.87,3,2,1,0.7,k4-sigma0.2');
  const charts = sweepCharts(sweep);
  t.same(
    charts.map(({ title }) => title),
    [
      'Accuracy against certified radius; a dot is a sigma',
      'Certified accuracy, k = 1',
      'Certified accuracy, k = 4',
    ],
  );
  const svg = toSvg(charts);
  t.equal(svg.match(/<circle /g)?.length, 2, 'a dot for each cell that keeps the share');
  t.notMatch(svg, /NaN|Infinity|undefined/);
  const single = sweepCharts({ ...sweep, cells: [low, cell(4, 0.2, [0.95, 0])] });
  t.equal(single.length, 2, 'one sigma: the curves of every k in one picture');
  t.equal(single[1]?.series.length, 2);
  t.end();
});

test('sweeps refused', async (t) => {
  const data = ['--data', csv];
  for (const [args, message] of [
    [['certify', ...grid], /--(k|noise)-sweep must stand with --data/],
    [['certify', ...data, '--k-sweep', '1,2'], /--sigma or --noise-sweep must be given/],
    [
      ['certify', ...data, '--k-sweep', '1,2', '--k', '4', '--sigma', '1'],
      /--k must stand without --k-sweep/,
    ],
    [
      ['certify', ...data, '--k-sweep', '1,1', '--sigma', '1'],
      /--k-sweep must be a list without repetitions/,
    ],
    [
      ['certify', ...data, '--k', '4', '--noise-sweep', '0.2,0'],
      /--noise-sweep must be finite and > 0, got 0/,
    ],
    [['certify', ...data, ...grid, '--defence', 'dpa'], /--defence must be dp-instahide/],
    [['certify', ...data, ...grid, '--shard', '1/2'], /--shard must stand without/],
    [
      ['certify', ...data, '--k-sweep', '1,50000', '--sigma', '1'],
      /--k must be a whole number in \[1, 12800\]/,
    ],
    [['certify', ...data, '--k', '1', '--sigma', '1', '--shards', '2'], /--shards must stand with --queue/],
    [['calibrate', ...data], /--target-accuracy must be given/],
    [['calibrate', '--k', '4', '--target-epsilon', '1', '--alpha', '0.1'], /--alpha must stand with --data/],
    [['calibrate', ...data, '--target-accuracy', '1.5'], /--target-accuracy must be in \(0, 1\]/],
    [
      ['calibrate', ...data, '--target-accuracy', '0.5', '--target-radius', '2'],
      /--target-radius must stand without/,
    ],
    [['worker'], /--queue must be given/],
    [['worker', '--queue', 'localhost'], /the queue must be redis:\/\/HOST:PORT/],
    [['worker', '--queue', 'redis://x', '--idle', '0'], /--idle must be/],
  ] as const) {
    const { code, err, out: printed } = await dpih(args);
    t.equal(code, 2, `${args.join(' ')}: ${err}`);
    t.match(err, message);
    t.equal(printed, '');
  }
});

test('the end', (t) => {
  rmSync(folder, { recursive: true, force: true });
  t.end();
});
