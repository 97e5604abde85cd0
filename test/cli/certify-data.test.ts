import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'tap';
import { parseVotes } from '../../lib/certify/index.js';
import { parseDocument } from '../../lib/core/schema.js';
import { contents, temporaryFolder, writeClouds } from '../run/small-run.js';
import { sharedDataPath } from '../shared-data.js';
import { dpih } from './memory-io.js';

const MIX = ['--k', '2', '--sigma', '1', '--workers', '1'];

/** The text files of a folder, as memory-io takes them. */
function filesOf(folder: string): Record<string, string> {
  const names = readdirSync(folder).filter((name) => !name.endsWith('.bin'));
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
}

test('from a file to certified accuracy: digits', async (t) => {
  const digits = sharedDataPath('digits.csv.gz');
  if (digits === undefined) {
    t.comment('digits.csv.gz: not found in $DPIH_DATA or ../shared/data, skipped');
    return;
  }
  const out = join(temporaryFolder(t), 'run');
  const run = ['certify', '--data', digits, '--k', '4', '--sigma', '0.4', '--models', '12', '--out', out];
  const { code, out: text, err } = await dpih([...run, '--alpha', '0.05']);
  t.equal(code, 0, err);
  const files = filesOf(out);
  t.same(Object.keys(files).sort(), [
    'accuracy.svg',
    'claim.json',
    'mechanism.json',
    'plan.json',
    'split.json',
    'summary.json',
    'votes.csv',
  ]);
  const summary = JSON.parse(files['summary.json'] ?? '');
  t.ok(summary.accuracy.vote > 0.75 && summary.accuracy.vote > summary.accuracy.models, 'the vote learns');
  t.ok(
    summary.certifiedAccuracy.profile[0] > 0.2,
    `certified at r = 0: ${summary.certifiedAccuracy.profile}`,
  );
  t.match(text, `${(summary.accuracy.vote as number).toFixed(3)} the vote of all`);
  t.match(
    text.replace(/\s+/g, ' '),
    /clipped 1797 of 1797 records were longer than the domain and were shrunk/,
  );
  for (const part of ['certified accuracy', 'median radius', 'alpha = 0.05', 'M = 12', 'CPU s', 'RESULTS'])
    t.match(text, part);

  const document = parseDocument(files['claim.json'] ?? '');
  t.same(document.mechanism, JSON.parse(files['mechanism.json'] ?? ''));
  t.match(document.mechanism, { n: 1437, k: 4, releases: 4 * 1437, labels: { kind: 'noised', scale: 0.4 } });
  t.equal(document.votes?.csv, files['votes.csv']);
  t.equal(parseVotes(files['votes.csv'] ?? '', 12).rows.length, 360);
  const granted = document.assumptions.join('\n');
  for (const part of [
    'clipped|shrunk to L2 norm 1',
    'shuffled with seed "1"',
    'seed "1" and i',
    'no.* looks at another',
    'a poison takes the place of .* one of the same 10 classes',
  ])
    t.match(granted, new RegExp(part));
  const notCovered = document.notCovered.join('\n');
  t.match(notCovered, /whoever knows the seed can subtract it/);
  // what the run does itself is neither asked of the reader nor left out
  t.notMatch(granted, /noise are drawn as the design says/);
  t.notMatch(notCovered, /An implementation|clip them first/);

  const verified = await dpih(['verify', 'claim.json'], files);
  t.equal(verified.code, 0, verified.out);
  // the folder's own files say the same to the command that knows nothing of data
  const again = ['certify', '--mechanism', 'mechanism.json', '--votes', 'votes.csv', '--alpha', '0.05'];
  t.same(parseDocument((await dpih([...again, '--json'], files)).out).claims, document.claims);

  const before = contents(out);
  const second = await dpih([...run, '--alpha', '0.05', '--json']);
  t.match(second.err, /every model was in the folder already/);
  t.same(parseDocument(second.out), document);
  t.same(contents(out), before, 'asked again, the same bytes');
  for (const [name, bytes] of Object.entries(before))
    t.notMatch(bytes, /CPU|second|1797 of 1797/, `${name} holds no cost, nor how many were clipped`);
});

test('slices of a command line are merged to the folder of the whole', async (t) => {
  const folder = temporaryFolder(t);
  const run = ['certify', '--data', writeClouds(folder), ...MIX, '--models', '10'];
  const at = (name: string): string => join(folder, name);
  t.equal((await dpih([...run, '--out', at('whole')])).code, 0);
  for (const shard of ['1', '2', '3']) {
    const { code, out, err } = await dpih([...run, '--shard', `${shard}/3`, '--out', at(shard)]);
    t.equal(code, 0, err);
    t.match(out, /join the 3 slices with dpih merge/);
  }
  const merged = await dpih(['merge', at('1'), at('2'), at('3'), '--out', at('merged')]);
  t.equal(merged.code, 0, merged.err);
  t.match(merged.out, /the vote of all/);
  t.same(contents(at('merged')), contents(at('whole')));
  const asJson = await dpih(['merge', at('1'), at('2'), at('3'), '--out', at('merged'), '--json']);
  t.equal(asJson.out, readFileSync(join(at('merged'), 'claim.json'), 'utf8'), 'a document and nothing else');

  const refused = async (args: readonly string[], why: RegExp): Promise<void> => {
    const { code, err } = await dpih(args);
    t.equal(code, 2, err);
    t.match(err, why);
  };
  await refused(['merge', at('1'), at('3'), '--out', at('m')], /none with models 3 to 5/);
  await refused(['merge', at('1'), at('2'), at('3'), at('whole'), '--out', at('m')], /in one slice only/);
  await refused(['merge', at('1')], /--out must be given/);
  await refused(['merge', '--out', at('m')], /FOLDER/);
  await refused(['merge', folder, '--out', at('m')], /a run folder, with plan.json/);
  await refused([...run, '--shard', '4/3'], /--shard must be a whole number in \[1, 3\]/);
  await refused([...run, '--shard', '1'], /--shard must be I\/N/);
  await refused([...run, '--shard', '1/3', '--alpha', '0.1'], /--alpha must be given to dpih merge/);
  await refused(
    [...run, '--shard', '1/3', '--defence', 'dp-instahide,noise'],
    /--shard must stand with one defence/,
  );
  await refused(
    [...run, '--seed', '2', '--out', at('whole')],
    /whole: must be the folder of this run.*recipe\.seed: "1" against "2"/,
  );
});

test('defences side by side', async (t) => {
  const folder = temporaryFolder(t);
  const data = writeClouds(folder, 150);
  const all = 'dp-instahide,noise,mixup,none,dp-sgd,dpa';
  const small = ['--models', '20', '--parts', '9', '--steps', '20', '--out', join(folder, 'run')];
  const run = ['certify', '--data', data, ...MIX, '--defence', all, ...small];
  const { code, out, err } = await dpih(run);
  t.equal(code, 0, err);
  const row = (name: string): readonly string[] =>
    out
      .split('\n')
      .find((line) => line.trim().startsWith(`${name} `))
      ?.trim()
      .split(/\s+/) ?? [];
  t.same(row('defence').slice(0, 6), ['defence', 'models', 'epsilon', 'model', 'vote', 'r=0']);
  for (const name of ['dp-instahide', 'noise', 'dp-sgd'])
    t.ok(Number(row(name)[5]) > 0, `${name} certifies r = 0: ${row(name)}`);
  for (const name of ['mixup', 'none']) t.equal(row(name)[5], '-', `${name} certifies nothing`);
  t.ok(Number(row('dpa')[7]) > 0, `nine parts certify r = 2: ${row('dpa')}`);
  t.equal(row('dpa')[1], '9');
  t.match(out, /mixup: mixup without noise is not private/);
  t.match(out, /none: no defence/);
  t.equal(readdirSync(join(folder, 'run')).length, 6);
  t.ok(existsSync(join(folder, 'run', 'dp-sgd', 'claim.json')));
  const verified = await dpih(['verify', 'claim.json'], filesOf(join(folder, 'run', 'dp-sgd')));
  t.equal(verified.code, 0, verified.out);

  const summary = (name: string): { readonly assumptions?: readonly string[] } =>
    JSON.parse(readFileSync(join(folder, 'run', name, 'summary.json'), 'utf8'));
  const grantedOfParts = (summary('dpa').assumptions ?? []).join('\n');
  for (const part of ['part of a record was decided by its position', 'one of the same 3 classes'])
    t.match(grantedOfParts, part, 'a certificate without a document says what it rests on');
  t.notOk('assumptions' in summary('none'));

  const json = JSON.parse((await dpih([...run, '--json'])).out);
  t.same(
    json.rows.map((found: { defence: string }) => found.defence),
    all.split(','),
  );
  t.match(json.selection, /divide alpha by the number of rows/);
  t.match(json.rows[0], { alpha: 0.001, chosenFrom: 1 }, 'the choice among the rows is not paid for');
  const csv = (await dpih([...run, '--csv'])).out.split('\n');
  t.ok(
    csv.some((line) => /^dpa,[\d.]+,[\d.]+,2,[\d.]+,,$/.test(line)),
    csv.join('\n'),
  );
  t.ok(
    csv.some((line) => /^noise,[\d.]+,[\d.]+,0,[\d.]+,0\.001,1$/.test(line)),
    'alpha, and that no choice is paid for',
  );
  t.ok(
    csv.some((line) => /^none,[\d.]+,[\d.]+,,,,$/.test(line)),
    'nothing certified is an empty cell',
  );
});

test('the label that stands in the votes is the name of the class, fit for CSV', async (t) => {
  const folder = temporaryFolder(t);
  const text = readFileSync(writeClouds(folder), 'utf8');
  const data = join(folder, 'named.csv');
  writeFileSync(data, text.replace(/,a$/gm, ',"a, or so"').replace(/,b$/gm, ', b b'));
  const out = join(folder, 'run');
  const { code, err } = await dpih(['certify', '--data', data, ...MIX, '--models', '3', '--out', out]);
  t.equal(code, 0, err);
  t.same(parseVotes(readFileSync(join(out, 'votes.csv'), 'utf8')).classes.length, 3);
  t.equal((await dpih(['verify', 'claim.json'], filesOf(out))).code, 0);
});

test('the certificate of parts prints what must be granted', async (t) => {
  const folder = temporaryFolder(t);
  const run = [
    'certify',
    '--data',
    writeClouds(folder),
    '--defence',
    'dpa',
    '--parts',
    '5',
    '--workers',
    '1',
  ];
  const { code, out, err } = await dpih([...run, '--out', join(folder, 'run')]);
  t.equal(code, 0, err);
  const text = out.replace(/\s+/g, ' ');
  t.match(text, 'granted the 5 models were trained apart');
  t.match(text, 'one of the same 3 classes');
});

test('what could not be certified, or has no meaning, is refused before anything is trained', async (t) => {
  const folder = temporaryFolder(t);
  const data = ['certify', '--data', writeClouds(folder), '--out', join(folder, 'run')];
  const refusals: readonly (readonly [readonly string[], RegExp])[] = [
    [
      [...MIX, '--shared-release'],
      /--shared-release must be left out: all models were trained on one shared/,
    ],
    [[...MIX, '--labels', 'exposed'], /must be one that can be certified: mixed labels are released without/],
    [[...MIX, '--labels', 'in-record'], /--labels must be noised or exposed/],
    [[...MIX, '--votes', 'v.csv'], /--votes must stand without --data, got both/],
    [[...MIX, '--p', '0.9'], /--p must stand without --data, got both/],
    [[...MIX, '--gdp', '1'], /--gdp must stand without --data, got both/],
    [[...MIX, '--n', '60'], /--n must be left out/],
    [['--k', '2'], /--sigma must be given/],
    [['--sigma', '1'], /--k must be given/],
    [['--k', '99', '--sigma', '1'], /--k must be/],
    [[...MIX, '--models', '0'], /--models must be a whole number/],
    [[...MIX, '--alpha', '1'], /--alpha must be strictly between 0 and 1/],
    [[...MIX, '--epochs', '3'], /--epochs must stand with --learner softmax, mlp or cnn/],
    [[...MIX, '--learner', 'softmax', '--rate', '0'], /--rate must be finite and > 0/],
    [[...MIX, '--learner', 'mlp', '--hidden', '8,x'], /--hidden/],
    [[...MIX, '--learner', 'cnn', '--backend', 'cpu', '--models', '1'], /image/],
    [[...MIX, '--backend', 'cpu'], /--backend must stand with --learner/],
    [[...MIX, '--defence', 'none'], /--k must stand with --defence dp-instahide, noise or mixup/],
    [[...MIX, '--defence', 'dpa,dpa'], /without repetitions/],
    [[...MIX, '--defence', 'magic'], /--defence must be one of dp-instahide, noise/],
    [
      ['--defence', 'noise', '--sigma', '1', '--k', '2'],
      /--k must be left out where the defence does not mix/,
    ],
    [[...MIX, '--parts', '5'], /--parts must stand with a --defence that is dpa/],
    [[...MIX, '--steps', '5'], /--steps must stand with a --defence that is dp-sgd/],
    [
      ['--defence', 'dpa', '--models', '5'],
      /--models must stand with a --defence that is another one than dpa/,
    ],
    [
      ['--defence', 'dpa', '--alpha', '0.1'],
      /--alpha must be left out where no defence is certified by a mechanism, got 0\.1/,
    ],
    [['--defence', 'none', '--deployed', '9'], /--deployed must be left out where no defence/],
    [[...MIX, '--domain', 'l2-diameter:2'], /^dpih: --domain must be a ball or a box/],
    [[...MIX, '--standardise'], /^dpih: --standardise must be fitted on a separate public set/],
    [[...MIX, '--test-fraction', '0.999'], /^dpih: --test-fraction must be such that/],
    [[...MIX, '--test-records', '1000'], /^dpih: --test-records must be a whole number/],
    [[...MIX, '--granularity', 'fine'], /^dpih: --granularity must be left out for csv/],
    [[...MIX, '--adjacency', 'add-remove'], /--adjacency must be replace where data are given/],
  ];
  for (const [args, why] of refusals) {
    const { code, err, out } = await dpih([...data, ...args]);
    t.equal(code, 2, `${args.join(' ')}: ${err}`);
    t.match(err, why);
    t.equal(out, '');
    t.equal(err.trimEnd().split('\n').length, 1, 'one line');
  }
  t.notOk(existsSync(join(folder, 'run', 'models.bin')));
  for (const flag of [['--models', '5'], ['--out', 'x'], ['--shared-release'], ['--test-fraction', '0.5']]) {
    const { code, err } = await dpih(['certify', '--k', '4', '--sigma', '1', ...flag]);
    t.equal(code, 2);
    t.match(err, /must stand with --data/);
  }
  const file = join(folder, 'file');
  writeFileSync(file, '');
  mkdirSync(join(folder, 'other'));
  writeFileSync(join(folder, 'other', 'notes.txt'), '');
  for (const [out, why] of [
    [file, /EEXIST|ENOTDIR|file/],
    [join(folder, 'other'), /an empty or an absent one, got one with notes\.txt/],
  ] as const) {
    const { code, err } = await dpih(['certify', '--data', data[2] ?? '', ...MIX, '--out', out]);
    t.equal(code, 2, err);
    t.match(err, why);
  }
  t.ok(statSync(file).isFile());
});
