import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'tap';
import { ATTACKS } from '../../lib/attack/attacks.js';
import { parseAttack } from '../../lib/core/attack-schema.js';
import { DEFENCES } from '../../lib/defend/defences.js';
import { dpih } from './memory-io.js';

const folder = mkdtempSync(join(tmpdir(), 'dpih-attack-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
const at = (name: string): string => join(folder, name);

const SMALL = [
  'attack',
  '--attacks',
  'badnets',
  '--defences',
  'none,dp-instahide',
  '--seeds',
  '2',
  '--epochs',
  '5',
];

test('attack: the cells of a plan, a page, an exit code; a second start has nothing to do', async (t) => {
  const run = at('run');
  const first = await dpih([...SMALL, '--out', run, '--json']);
  t.equal(first.code, 0, first.err);
  const document = parseAttack(first.out);
  t.same(
    document.rows.map(({ name }) => [name.attack, name.poisons, name.defence, name.learner]),
    [1, 12, 60].flatMap((r) => [
      ['badnets', r, 'none', 'mlp 32'],
      ['badnets', r, 'dp-instahide k=4 sigma=0.1', 'mlp 32'],
    ]),
  );
  const [plain, defended] = document.rows.slice(4);
  t.ok((plain?.measured?.success.mean ?? 0) > 0.5, 'undefended, the patch works');
  t.ok(plain?.verdict === 'none' && defended?.verdict === 'vacuous');
  t.ok((document.defaults ?? []).includes('k = 4'), 'what was assumed is said');
  t.match(first.io.files.get(join(run, 'report.html')), /^<!doctype html>/i);

  const before = statSync(join(run, 'cells')).mtimeMs;
  const start = process.cpuUsage();
  const again = await dpih([...SMALL, '--out', run, '--json']);
  const { user, system } = process.cpuUsage(start);
  t.equal(again.out, first.out);
  t.equal(statSync(join(run, 'cells')).mtimeMs, before, 'nothing was measured again');
  t.ok(user + system < 8e6, `${(user + system) / 1e6} CPU s`);

  // what was judged is kept, and made again once a result is another one
  const cell = join(run, 'cells', readdirSync(join(run, 'cells'))[0] ?? '');
  writeFileSync(cell, readFileSync(cell, 'utf8').replace(/"accuracy":[0-9.]+/, '"accuracy":0.5'));
  t.not((await dpih(['report', run, '--json'])).out, first.out);
  await dpih([...SMALL, '--out', at('again')]);
  t.equal((await dpih(['report', at('again'), '--json'])).out, first.out, 'another run, the same numbers');

  const files = ['t.csv', 't.tex', 't.svg', 't.html'];
  const [csv = '', latex = '', svg = '', html = ''] = files;
  const reported = await dpih([
    'report',
    at('again'),
    '--csv',
    csv,
    '--latex',
    latex,
    '--svg',
    svg,
    '--html',
    html,
  ]);
  t.equal(reported.code, 0);
  t.match(reported.out, /No measurement contradicts a certificate/);
  for (const name of files) t.match(reported.io.files.get(name), /badnets/, name);
});

test('a plan file: flags as keys, lists with settings; the command line goes before it', async (t) => {
  const files = {
    'plan.yaml':
      'seeds: 5\nlearners: [{kind: mlp, epochs: 3, hidden: [8]}, ridge]\nattacks: [label-flip, {kind: badnets, size: 3, poisons: [7, 1%]}]\ndefences: [{kind: noise, sigma: 0.5}]\n',
  };
  const { out, code, err } = await dpih(
    ['attack', '--plan', 'plan.yaml', '--seeds', '1', '--out', at('planned'), '--json'],
    files,
  );
  t.equal(code, 0, err);
  const { rows, question } = parseAttack(out);
  t.equal(question.seeds, 1);
  t.same(
    rows.map(({ name }) => [name.attack, name.poisons, name.defence, name.learner]),
    [
      ['label-flip', 60, 'noise sigma=0.5', 'mlp 8'],
      ['label-flip', 60, 'noise sigma=0.5', 'ridge'],
      ['badnets size=3', 7, 'noise sigma=0.5', 'mlp 8'],
      ['badnets size=3', 7, 'noise sigma=0.5', 'ridge'],
      ['badnets size=3', 12, 'noise sigma=0.5', 'mlp 8'],
      ['badnets size=3', 12, 'noise sigma=0.5', 'ridge'],
    ],
  );
});

test('poisons of a run are attacked with again, as many as the file holds', async (t) => {
  const poisons = join(at('again'), 'poisons');
  const notes = readdirSync(poisons).filter((name) => name.endsWith('.json'));
  const note =
    notes.find((name) => JSON.parse(readFileSync(join(poisons, name), 'utf8')).poisons === 12) ?? '';
  const file = join(poisons, note.replace('.json', '.npz'));
  const plan = [
    '--attacks',
    `[{kind: import, file: ${file}}]`,
    '--defences',
    'none',
    '--seeds',
    '1',
    '--json',
  ];
  const { out, err, code } = await dpih(['attack', ...plan, '--epochs', '5', '--out', at('imported')]);
  t.equal(code, 0, err);
  const { rows } = parseAttack(out);
  t.same(
    rows.map(({ name }) => name.poisons),
    [12],
  );
  t.equal(rows[0]?.aim, 'class', 'with the queries of the file');
});

test('slices are joined to what one run leaves', async (t) => {
  for (const shard of ['1/2', '2/2']) {
    const { code, err, out } = await dpih([...SMALL, '--shard', shard, '--out', at(`slice-${shard[0]}`)]);
    t.equal(code, 0, err);
    t.match(out, /join the slices with dpih merge/);
  }
  const merged = await dpih(['merge', at('slice-1'), at('slice-2'), '--out', at('merged')]);
  t.equal(merged.code, 0, merged.err);
  const whole = await dpih(['report', at('again'), '--json']);
  t.equal((await dpih(['report', at('merged'), '--json'])).out, whole.out);
});

test('every attack and defence is listed with its settings', async (t) => {
  const { out, code } = await dpih(['attack', '--list']);
  t.equal(code, 0);
  for (const kind of [...Object.keys(ATTACKS), ...Object.keys(DEFENCES)]) t.match(out, `\n  ${kind}\n`, kind);
  t.match(out, /size = 2/);
  const own = await dpih(['attack', '--list', '--own', 'examples/drop-outliers.mjs']);
  t.match(own.out, /\n {2}drop-outliers\n.*\n.*\n {6}settings: share = 0\.1\n/);
  t.match((await dpih(['attack', '--list', '--own', 'absent.mjs'])).err, /own\[0\] must be a module/);
});

const BAD: readonly (readonly [string, readonly string[], RegExp])[] = [
  ['unknown attack', ['--attacks', 'badnet'], /attacks\[0\].*must be a known attack .*badnets.*got badnet/],
  [
    'unknown defence',
    ['--defences', 'nothing'],
    /defences\[0\].*must be a known defence .*dp-instahide.*got nothing/,
  ],
  ['a misspelt setting', ['--attacks', '[{kind: badnets, sise: 3}]'], /attacks\[0\].*sise/],
  ['no YAML', ['--attacks', '[{kind: badnets'], /--attacks must be YAML or JSON/],
  ['a budget above the data', ['--budgets', '5000'], /poisons.*must be.*got 5000/],
  ['no poisons', ['--budgets', '0'], /budgets must be finite and > 0, got 0/],
  ['all records as a share', ['--budgets', '1%,100%'], /--budgets must be shares below 100%.*got 100%/],
  [
    'a share above all, of one attack',
    ['--attacks', '[{kind: badnets, poisons: [200%]}]'],
    /poisons must be shares below 100%.*got 200%/,
  ],
  [
    'poisons that are not there',
    ['--attacks', '[{kind: import, file: absent.npz}]'],
    /attacks\[0\]\.spec must be of files that can be read, got absent\.npz/,
  ],
  ['less than one poison', ['--budgets', '0.00001'], /poisons.*must be/],
  ['a patch larger than the image', ['--attacks', '[{kind: badnets, size: 9}]'], /size.*must be.*got 9/],
  [
    'second order on a cnn',
    ['--attacks', 'gradient-matching', '--learner', 'cnn'],
    /dense|gradients of gradients/,
  ],
  ['per-example DP-SGD of a cnn', ['--defences', 'dp-sgd', '--learner', 'cnn'], /dp-sgd/],
  ['noise without a defence that has it', ['--defences', 'none', '--sigma', '1'], /--sigma must be left out/],
  ['seeds in words', ['--seeds', 'many'], /--seeds must be a (whole )?number/],
  ['an image of no shape', ['--image', '8'], /--image must be HEIGHTxWIDTH/],
  ['pixels the wrong way round', ['--pixels', '1,0'], /--pixels must be LO,HI with LO < HI/],
  ['two shards in a word', ['--shard', '1'], /--shard must be I\/N/],
  ['a plan that is not there', ['--plan', 'absent.yaml'], /--plan must be a file that can be read/],
  [
    'a queue and threads',
    ['--queue', 'redis://localhost:1', '--workers', '2'],
    /--workers must stand without --queue/,
  ],
];

test('bad input is one line that names the key, before any work', async (t) => {
  for (const [name, args, message] of BAD) {
    const out = at('never');
    const { code, err } = await dpih(['attack', ...args, '--out', out]);
    t.equal(code, 2, `${name}: ${err}`);
    t.match(err, message, name);
    t.equal(err.trim().split('\n').length, 1, `${name}: one line`);
    t.notOk(existsSync(out), `${name}: nothing was begun`);
  }
});

test('a misspelt key of a plan file is named', async (t) => {
  const files = { 'typo.yaml': 'attaks: [badnets]\n' };
  const { code, err } = await dpih(['attack', '--plan', 'typo.yaml'], files);
  t.equal(code, 2);
  t.match(err, /a key must be among .*attacks.*got attaks/);
});
