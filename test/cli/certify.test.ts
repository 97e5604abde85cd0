import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'tap';
import { progress } from '../../cli/progress.js';
import { systemIo } from '../../cli/system-io.js';
import type { ClaimDocument, Statement } from '../../lib/core/document.js';
import { documentJsonSchema, parseDocument } from '../../lib/core/schema.js';
import { recompute } from '../../lib/plan/index.js';
import { toJson, toText } from '../../lib/report/index.js';
import { dpih, memoryIo } from './memory-io.js';

const SMALL = ['certify', '--k', '4', '--sigma', '0.5', '--n', '1000'];
const examples = {
  'm.json': readFileSync('examples/votes-mechanism.json', 'utf8'),
  'votes.csv': readFileSync('examples/votes.csv', 'utf8'),
};
const ofVotes = ['certify', '--mechanism', 'm.json', '--votes', 'votes.csv'];

async function ask(args: readonly string[], files = {}): Promise<ClaimDocument> {
  const { code, out, err } = await dpih([...args, '--json'], files);
  if (code !== 0) throw new Error(err);
  return parseDocument(out);
}

const find = (document: ClaimDocument, match: Partial<Statement>): Statement | undefined =>
  document.claims.find((claim) =>
    Object.entries(match).every(([field, value]) => claim[field as keyof Statement] === value),
  );

test('the numbers of the theory: n = T = 1000, k = 4, noise/shift 1', async (t) => {
  const document = await ask([...SMALL, '--poisons', '1,2,5']);
  for (const [poisons, least, most] of [
    [1, 0.678, 0.8124 * 1.002],
    [2, 1.449, 1.737],
    [5, 3.998, 4.822],
  ] as const) {
    const upper = find(document, { quantity: 'epsilon', method: 'profile', poisons });
    const witness = find(document, { quantity: 'epsilon', method: 'witness', poisons });
    t.ok((upper?.value ?? Infinity) <= most, `r = ${poisons}: ${upper?.value} <= ${most}`);
    t.ok((witness?.value ?? 0) >= least, `r = ${poisons}: witness ${witness?.value} >= ${least}`);
    t.ok((witness?.value ?? Infinity) <= (upper?.value ?? 0));
    const [low = 0, high = 0] = upper?.enclosure ?? [];
    t.ok(low <= high && high === upper?.value && low > 0.998 * high, `enclosure [${low}, ${high}]`);
  }
  t.equal(find(document, { method: 'pure' })?.value, Infinity, 'Gaussian noise has no pure epsilon');
});

test('expressions give what the numbers give', async (t) => {
  const plain = await ask([...SMALL, '--delta', String(1 / 1000 ** 1.1)]);
  const text = await ask(['certify', '--k', '2+2', '--sigma', '1/2', '--n', '10^3', '--delta', '1/n^1.1']);
  t.same(text.claims, plain.claims);
});

test('defaults are stated; what is given is not among them', async (t) => {
  const { out } = await dpih(['certify', '--k', '4', '--sigma', '8', '--delta', '1e-6']);
  const text = out.replace(/\s+/g, ' ');
  for (const part of [
    'n = 50000',
    'releases = 50000',
    'design = subsets',
    'noise = gaussian',
    'domain = l2-ball:1',
    'labels = in-record',
    'adjacency = replace',
    'poisons = 1',
  ])
    t.match(text, part);
  t.notMatch(text.slice(text.indexOf('defaults')), /delta = 1e-5;/);
  t.match(text, 'delta 1e-6');
});

test('every number a person sees is in the document', async (t) => {
  for (const args of [[...SMALL, '--poisons', '1,3'], [...SMALL, '--p', '0.99'], ofVotes]) {
    const document = await ask(args, examples);
    const out = toText(document);
    const known: number[] = [];
    JSON.stringify(document, (_key, value: unknown) => {
      if (typeof value === 'number') known.push(value);
      return value;
    });
    const results = out.slice(out.indexOf('RESULTS'), out.indexOf('BASIS'));
    for (const token of results.match(/(?<![\w.])\d+\.\d+(e-?\d+)?/g) ?? []) {
      const shown = Number(token);
      // half a unit in the third digit after the first: text is rounded to its side
      const close = known.some(
        (x) => Math.abs(x - shown) <= Math.max(2e-3 * Math.abs(x), 1.001e-3 * Number(shown < 1)),
      );
      t.ok(close, `${args.join(' ')}: ${token}`);
    }
  }
});

test('a radius: the profile beside the baselines, none larger on the same knowledge', async (t) => {
  const document = await ask([...SMALL, '--p', '0.99312']);
  const own = find(document, { quantity: 'radius', method: 'profile' })?.value ?? 0;
  t.ok(own >= 11, `radius ${own}`);
  for (const claim of document.claims.filter((c) => c.quantity === 'radius'))
    t.ok(claim.value <= own, `${claim.method}: ${claim.value}`);
  const undecided = await ask([...SMALL, '--p', '0.5']);
  t.equal(find(undecided, { quantity: 'radius', method: 'profile' })?.value, 0);
  const deployed = await ask([...SMALL, '--p', '0.99', '--deployed', '1000']);
  t.equal(find(deployed, { quantity: 'radius' })?.object, 'majority vote');
});

test('votes: the curve falls, the baselines stay below, the object is named', async (t) => {
  const document = await ask(ofVotes, examples);
  const curve = document.claims.filter((c) => c.quantity === 'certifiedAccuracy' && c.method === 'profile');
  t.ok(curve.length >= 3, `radii up to ${curve.length - 1}`);
  t.ok((curve[0]?.value ?? 0) > 0.5);
  for (const [i, claim] of curve.entries()) {
    t.equal(claim.object, 'smoothed learner');
    t.ok(Math.abs(claim.confidence - 0.999) < 1e-12 && claim.confidence <= 0.999);
    t.ok(i === 0 || claim.value <= (curve[i - 1]?.value ?? 0));
    for (const other of document.claims.filter((c) => c.quantity === 'certifiedAccuracy' && c.poisons === i))
      t.ok(other.value <= claim.value, `${other.method} at r = ${i}`);
  }
  const lost = document.votes?.abstentions.reduce((sum, a) => sum + a.records, 0) ?? -1;
  t.ok(
    Math.abs((curve[0]?.value ?? 0) * 60 - (60 - lost)) < 1e-9,
    'certified and abstaining records are all records',
  );
});

test('a guarantee from elsewhere is certified too', async (t) => {
  const gdp = await ask(['certify', '--gdp', '1', '--p', '0.99312']);
  t.ok(Math.abs((find(gdp, { method: 'profile', quantity: 'epsilon' })?.value ?? 0) - 4.377178) < 1e-4);
  t.equal(find(gdp, { method: 'profile', quantity: 'radius' })?.value, 2, 'Phi^-1(p) = 2.463');
  const files = {
    'r.csv': 'order,divergence\n2,0.5\n8,2\n',
    'p.json': '{"epsilons": [0, 1, 2], "deltas": [0.3, 0.05, 0.001]}',
  };
  for (const args of [
    ['--epsilon-delta', '1,1e-6'],
    ['--renyi', 'r.csv'],
    ['--profile', 'p.json', '--delta', '0.01'],
  ]) {
    const document = await ask(['certify', ...args], files);
    const value = find(document, { method: 'profile', quantity: 'epsilon' })?.value ?? Number.NaN;
    t.ok(value > 0 && value < Infinity, `${args.join(' ')}: ${value}`);
  }
});

test('verify: what certify writes holds; a number moved to the unsafe side does not', async (t) => {
  const made = await dpih([...SMALL, '--p', '0.99', '--json']);
  const { code, out } = await dpih(['verify', 'claim.json'], { 'claim.json': made.out });
  t.equal(code, 0, out);
  t.match(out, /(\d+) of \1 claims hold/);
  const document = parseDocument(made.out);
  const shifts: Readonly<Record<string, (claim: Statement) => number>> = {
    'epsilon profile': (c) => c.value * 0.98,
    'epsilon witness': (c) => c.value * 1.05,
    'epsilon renyi': () => 0.5,
    'epsilon pure': () => 100,
    'radius profile': (c) => c.value + 1,
    'radius Xie': (c) => c.value + 1,
    'probability profile': (c) => c.value + 0.005,
  };
  const shifted = document.claims.flatMap((claim) => {
    const shift = shifts[`${claim.quantity} ${claim.method}`];
    if (shift === undefined) return [];
    const value = shift(claim);
    // an enclosure that fits the moved value, so that the value itself is what is refuted
    return [claim.enclosure ? { ...claim, value, enclosure: [0, value] as const } : { ...claim, value }];
  });
  t.equal(shifted.length, Object.keys(shifts).length);
  const [first] = document.claims;
  if (first === undefined) throw new Error('a document without claims');
  const unknown = { ...first, quantity: 'radius', method: 'no such method' } as const;
  for (const { claim, holds } of recompute({ ...document, claims: [...shifted, unknown] }))
    t.notOk(holds, `${claim.quantity} ${claim.method} moved to ${claim.value}`);
  const file = toJson({ ...document, claims: shifted });
  const verdict = await dpih(['verify', 'claim.json'], { 'claim.json': file });
  t.equal(verdict.code, 1);
  t.match(verdict.out, /^FAILS/m);
});

test('verify: an order or an enclosure that does not belong to its value is refuted', async (t) => {
  const document = await ask(SMALL);
  const renyi = find(document, { method: 'renyi' });
  const profile = find(document, { method: 'profile' });
  if (!renyi || !profile) throw new Error('claims are missing');
  const moved: readonly Statement[] = [
    { ...renyi, order: 99 },
    { ...profile, enclosure: [profile.value * 0.999999, profile.value] },
    { ...profile, enclosure: [0, profile.value * 2] },
  ];
  for (const { holds } of recompute({ ...document, claims: moved })) t.notOk(holds);
});

test('verify: closed forms to 60 digits, votes from the document alone', async (t) => {
  const gdp = await dpih(['certify', '--gdp', '1', '--delta', '1e-30', '--json']);
  const good = await dpih(['verify', 'c.json'], { 'c.json': gdp.out });
  t.equal(good.code, 0, good.out);
  t.match(good.out, /60 digits/);
  const document = parseDocument(gdp.out);
  const less = document.claims.map((c) => (c.side === 'upper' ? { ...c, value: c.value * (1 - 1e-6) } : c));
  const bad = await dpih(['verify', 'c.json'], { 'c.json': toJson({ ...document, claims: less }) });
  t.equal(bad.code, 1, 'one part in a million too small');

  const votes = await dpih([...ofVotes, '--json'], examples);
  const all = await dpih(['verify', 'c.json'], { 'c.json': votes.out });
  t.equal(all.code, 0, all.out);
  const curve = parseDocument(votes.out);
  const raised = curve.claims.map((c) =>
    c.quantity === 'certifiedAccuracy' && c.poisons === 1 ? { ...c, value: c.value + 1 / 60 } : c,
  );
  const refused = await dpih(['verify', 'c.json'], { 'c.json': toJson({ ...curve, claims: raised }) });
  t.equal(refused.code, 1, 'one record more');
});

test('csv and svg: a row a claim, a drawing of the profile and the curve', async (t) => {
  const { code, out, io } = await dpih([...ofVotes, '--csv', '--svg', 'curve.svg'], examples);
  t.equal(code, 0);
  const document = await ask(ofVotes, examples);
  t.equal(out.trimEnd().split('\n').length, document.claims.length + 1);
  const svg = io.files.get('curve.svg') ?? '';
  t.match(svg, 'Privacy profile');
  t.match(svg, 'Certified accuracy');
  t.match(svg, 'r = 1: some data set');
  t.notMatch(svg, /NaN|Infinity|undefined/);
  const refused = await dpih([...SMALL, '--svg', '/nowhere/x.svg']);
  t.equal(refused.code, 2);
  t.match(refused.err, /--svg must be a path that can be written, got \/nowhere\/x.svg/);
  t.equal(refused.out, '', 'nothing is printed where the drawing cannot be written');
});

test('the committed JSON Schemas are those of the code', async (t) => {
  t.same(JSON.parse((await dpih(['schema'])).out), documentJsonSchema());
  for (const kind of ['claim', 'audit', 'attack']) {
    const { code, out } = await dpih(['schema', kind]);
    t.equal(code, 0);
    const file = `examples/${kind}.schema.json`;
    t.same(JSON.parse(readFileSync(file, 'utf8')), JSON.parse(out), `npx dpih schema ${kind} > ${file}`);
  }
});

test('a file is written whole or not at all', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'dpih-'));
  systemIo.write(join(folder, 'a.svg'), 'whole');
  t.equal(readFileSync(join(folder, 'a.svg'), 'utf8'), 'whole');
  t.throws(() => systemIo.write(folder, 'a folder is no file'));
  t.throws(() => systemIo.write(join(folder, 'none', 'b.svg'), 'no folder'));
  t.same(readdirSync(folder), ['a.svg'], 'nothing partial is left');
  rmSync(folder, { recursive: true });
  t.end();
});

test('progress: on a terminal after a second, never in a pipe', (t) => {
  const pipe = memoryIo();
  const bar = progress(pipe, 3);
  for (let i = 0; i < 3; i += 1) bar.step('step');
  bar.done();
  t.equal(pipe.err, '');
  const terminal = memoryIo({}, true);
  const line = progress(terminal, 3);
  line.step('first');
  t.equal(terminal.err, '', 'nothing in the first second');
  for (let i = 0; i < 3; i += 1) line.step('later');
  t.match(terminal.err, /\[#+\.*\] later/);
  line.done();
  t.ok(terminal.err.endsWith('\r\u001b[K'), 'the line is removed');
  t.end();
});

test('the program itself: exit codes, one line of error, no control characters', (t) => {
  const run = (program: string, args: readonly string[]): { code: number; out: string; err: string } => {
    try {
      const out = execFileSync(process.execPath, [`build/cli/${program}.js`, ...args], {
        encoding: 'utf8',
        stdio: 'pipe',
      });
      return { code: 0, out, err: '' };
    } catch (error) {
      const { status, stdout, stderr } = error as { status: number; stdout: string; stderr: string };
      return { code: status, out: stdout, err: stderr };
    }
  };
  const good = run('dpih-certify', ['--k', '4', '--sigma', '8']);
  t.equal(good.code, 0);
  t.match(good.out, /^ASSUMPTIONS\n/);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: no terminal codes may reach a pipe
  t.notMatch(good.out, /\u001b/);
  const bad = run('dpih-certify', ['--k', 'four', '--sigma', '8']);
  t.equal(bad.code, 2);
  t.match(bad.err, /^dpih: --k must be .*, got four\n$/);
  t.equal(bad.out, '');
  t.match(run('dpih', ['--version']).out, /^\d+\.\d+\.\d+\n$/);
  t.match(run('dpih', ['certify', '--help']).out, '--sigma');
  t.match(run('dpih', ['completion']).out, 'complete');
  t.end();
});
