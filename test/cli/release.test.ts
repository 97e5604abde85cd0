import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'tap';
import type { ClaimDocument } from '../../lib/core/document.js';
import type { Mixup } from '../../lib/core/mechanism.js';
import { parseDocument } from '../../lib/core/schema.js';
import { loadAll } from '../../lib/data/load.js';
import { drawMixtures, seededBits } from '../../lib/release/index.js';
import { readArchive } from '../release/archive.js';
import { dpih } from './memory-io.js';
import { RELEASE, refusals } from './release-refusals.js';

const folder = mkdtempSync(join(tmpdir(), 'dpih-release-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
const at = (name: string): string => join(folder, name);
const sha256 = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex');

const DATA = ['--data', at('private.csv')];

/** Releases into a file of the folder and reads the document beside it. */
async function made(name: string, args: readonly string[], files: Readonly<Record<string, string>> = {}) {
  const { code, out, err } = await dpih([...RELEASE, '--out', at(`${name}.npz`), ...args], files);
  if (code !== 0) throw new Error(err);
  const text = readFileSync(at(`${name}.json`), 'utf8');
  return { document: parseDocument(text), text, out, err };
}

/** verify reads the document through the screen's files, the release beside it from the disk. */
const verify = (name: string) =>
  dpih(['verify', at(`${name}.json`)], { [at(`${name}.json`)]: readFileSync(at(`${name}.json`), 'utf8') });

function mixup({ mechanism }: ClaimDocument): Mixup {
  if (mechanism.kind !== 'mixup') throw new Error(`a release of kind ${mechanism.kind}`);
  return mechanism;
}

/** 40 records of three classes, 3 features each, the label last. */
function csv(shift = 0): string {
  const rows = Array.from({ length: 40 }, (_, i) =>
    [i % 7, (i * i) % 5, i / 40 + shift, 'abc'[i % 3]].join(','),
  );
  return `${rows.join('\n')}\n`;
}
writeFileSync(at('private.csv'), csv());
writeFileSync(at('public.csv'), csv(0.5));

test('without data: the embedded glyphs, and the claims that certify makes of the same mechanism', async (t) => {
  const { document, text: json, out, err } = await made('glyphs', []);
  const mechanism = mixup(document);
  t.equal(mechanism.releases, 4 * mechanism.n);
  t.same(mechanism.labels, { kind: 'noised', scale: 0.4 });
  t.same(mechanism.domain, { kind: 'l2-ball', radius: 1, dimension: 64 });
  const text = out.replace(/\s+/g, ' ');
  for (const part of [
    'data = glyphs',
    'releases = 6000 (4 epochs)',
    'labels = noised',
    'label-sigma = 0.4',
    'domain = l2-ball:1',
  ])
    t.match(text, part);
  t.match(
    err,
    /^dpih: wrote glyphs.npz \(.* MB\) and glyphs.json in .* million numbers a second\ndpih: clipped: /,
  );
  t.match(
    err,
    /clipped: \d+ of 1500 records were longer than the domain and were shrunk; .*\(not for publication\)\n$/,
  );
  for (const told of [out, json])
    t.notMatch(told, /\bclipped\b.*\d/, 'a statistic of the records stands in no document');
  const certified = await dpih(['certify', '--mechanism', 'm.json', '--json'], {
    'm.json': JSON.stringify(mechanism),
  });
  t.same(document.claims, parseDocument(certified.out).claims);
  t.equal(document.release?.source, 'secure');
  const drawn = document.assumptions.filter((sentence) => /noise are drawn/.test(sentence));
  t.match(
    drawn,
    [/operating system's generator: these are independent, fair/],
    'and not "in secret" beside it',
  );
  t.equal(drawn.length, 1);
  t.equal(document.release?.files[0]?.sha256, sha256(at('glyphs.npz')));
  const verdict = await verify('glyphs');
  t.equal(verdict.code, 0, verdict.out);
  t.match(verdict.out, /ok +glyphs.npz: SHA-256 as stated\n(\d+) of \1 claims hold/);
});

test('verify: an altered file is found, a missing one is said to be', async (t) => {
  await made('altered', ['--seed', '1']);
  const bytes = readFileSync(at('altered.npz'));
  bytes[5000] = (bytes[5000] ?? 0) ^ 1;
  writeFileSync(at('altered.npz'), bytes);
  const altered = await verify('altered');
  t.equal(altered.code, 1);
  t.match(altered.out, /^FAILS altered.npz: SHA-256 is/m);
  t.match(altered.out, /claims nothing\nthe release is not the one that this document speaks of\n$/);
  rmSync(at('altered.npz'));
  const missing = await verify('altered');
  t.equal(missing.code, 0);
  t.match(missing.out, /altered.npz: not beside the document/);
});

test('a seeded release: the same bytes again, exactly what the mechanism draws, and no claim', async (t) => {
  const args = ['--data', at('private.csv'), '--scale', '1/8', '--seed', '7', '--design', 'balanced'];
  const { document, out } = await made('seeded', args);
  const file = sha256(at('seeded.npz'));
  const text = readFileSync(at('seeded.json'), 'utf8');
  await made('seeded', args);
  t.equal(sha256(at('seeded.npz')), file, 'the archive');
  t.equal(readFileSync(at('seeded.json'), 'utf8'), text, 'the document');
  t.same(document.claims, []);
  t.match(out, /RESULTS\n {2}nothing is claimed\n/);
  t.match(out.replace(/\s+/g, ' '), 'whoever knows the seed can draw it again and subtract it');
  t.equal((await verify('seeded')).code, 0);
  t.same(document.release?.data, [{ name: 'private.csv', sha256: sha256(at('private.csv')) }]);

  const mechanism = mixup(document);
  const { records } = await loadAll({
    source: at('private.csv'),
    steps: [{ kind: 'scale', by: 1 / 8 }],
    domain: { kind: 'l2-ball', radius: 1 },
  });
  const drawn = drawMixtures(mechanism, records, seededBits('7', 'release'));
  const arrays = await readArchive(at('seeded.npz'));
  t.same(arrays.get('features.npy')?.header?.shape, [160, 3]);
  t.same(arrays.get('labels.npy')?.header?.shape, [160, 3]);
  t.same(arrays.get('features.npy')?.values, [...drawn.features]);
  t.same(arrays.get('labels.npy')?.values, [...drawn.labels]);
  await made('seeded', [...args.slice(0, 5), '8']);
  t.not(sha256(at('seeded.npz')), file, 'another seed');
});

test('secure releases differ, and their documents hold no hash of what is private', async (t) => {
  const args = ['--data', at('private.csv'), '--public', at('public.csv'), '--centre', '--poisons', '1,2'];
  const { document, text } = await made('secure', args);
  const file = sha256(at('secure.npz'));
  t.notMatch(text, sha256(at('private.csv')), 'the hash of the private file would undo the noise');
  t.same(document.release?.data, [
    { name: 'private.csv' },
    { name: 'public.csv', sha256: sha256(at('public.csv')) },
  ]);
  t.match(document.release?.preprocessing.join('; ') ?? '', /mean of the public set .*public.csv.*norm 1/);
  t.same([...new Set(document.claims.map((c) => c.poisons))], [1, 2]);
  t.equal((await verify('secure')).code, 0);
  await made('secure', args);
  t.not(sha256(at('secure.npz')), file);
});

test('designs, laws and label kinds: each release is as long as its mechanism says and verifies', async (t) => {
  const cells = [
    ['--design', 'partition'],
    ['--design', 'poisson', '--domain', 'box:0,1,3'],
    ['--noise', 'laplace', '--domain', 'l1-ball:2', '--label-sigma', '0.7'],
    ['--labels', 'exposed', '--releases', 'n/2'],
  ];
  for (const cell of cells) {
    const { document } = await made('cell', ['--data', at('private.csv'), ...cell]);
    const mechanism = mixup(document);
    const arrays = await readArchive(at('cell.npz'));
    t.same(arrays.get('features.npy')?.header?.shape, [mechanism.releases, 3], cell.join(' '));
    t.equal((await verify('cell')).code, 0, cell.join(' '));
  }
});

test('a mechanism file: its n and domain must be those of the records', async (t) => {
  const { document } = await made('file', ['--data', at('private.csv')]);
  const files = { 'm.json': JSON.stringify(document.mechanism) };
  const by = (file: string, more: readonly string[] = []) =>
    dpih(['release', '--mechanism', file, '--data', at('private.csv'), '--out', at('file.npz'), ...more], {
      ...files,
      'n.json': JSON.stringify({ ...document.mechanism, n: 41 }),
      'd.json': JSON.stringify({
        ...document.mechanism,
        domain: { kind: 'l2-ball', radius: 1, dimension: 4 },
      }),
      'add.json': JSON.stringify({ ...document.mechanism, adjacency: 'add-remove' }),
      'in.json': JSON.stringify({ ...document.mechanism, labels: { kind: 'in-record' } }),
      'sgd.json': JSON.stringify({
        kind: 'dp-sgd',
        rate: 0.1,
        noiseMultiplier: 1,
        steps: 10,
        adjacency: 'replace',
      }),
    });
  t.equal((await by('m.json')).code, 0);
  t.same(parseDocument(readFileSync(at('file.json'), 'utf8')).mechanism, document.mechanism);
  for (const [file, message] of [
    ['n.json', /n must be the number of records, 40, got 41/],
    ['d.json', /--mechanism d.json: domain: the dimension must be 3.*, got 4/],
    ['add.json', /adjacency must be replace where data are given .*, got add-remove/],
    ['in.json', /labels must be noised or exposed.*, got in-record/],
    ['sgd.json', /must be of kind mixup .*, got dp-sgd/],
  ] as const) {
    const { code, err } = await by(file);
    t.equal(code, 2, file);
    t.match(err, message);
  }
  t.match((await by('m.json', ['--k', '4'])).err, /--k must stand without --mechanism/);
});

test('bad input: exit 2, one line that names the rule, nothing written', async (t) => {
  mkdirSync(at('refused'));
  mkdirSync(at('folder.npz'));
  mkdirSync(at('claimed.json'));
  writeFileSync(at('ragged.csv'), '1,2,a\n3,b\n');
  const before = readdirSync(folder).sort();
  for (const [name, args, message] of refusals(folder)) {
    const { code, out, err } = await dpih(args);
    t.equal(code, 2, `${name}: ${err}`);
    t.match(err, message, name);
    t.match(err, /^dpih: [^\n]*\n$/, name);
    t.equal(out, '', name);
  }
  t.same(readdirSync(folder).sort(), before);
  t.same(readdirSync(at('refused')), []);
});

test('a file that is read is never written over', async (t) => {
  const text = JSON.stringify((await made('own', DATA)).document.mechanism);
  writeFileSync(at('over.npz'), '');
  for (const args of [
    ['--data', at('over.npz'), '--out', at('over.npz')],
    ['--data', `${folder}/./over.npz`, '--out', at('over.npz')],
    ['--public', at('over.json'), '--centre', '--out', at('over.npz')],
  ]) {
    const { code, err } = await dpih([...RELEASE, ...args]);
    t.equal(code, 2);
    t.match(err, /--out must be a name of its own: .*over.* is the file of --(data|public)/);
  }
  const named = ['release', '--mechanism', at('over.json'), ...DATA, '--out', at('over.npz')];
  t.match((await dpih(named, { [at('over.json')]: text })).err, /is the file of --mechanism/);
});

const PROGRAM = new URL('../../cli/dpih.js', import.meta.url).pathname;
/** More than a second of mixtures. */
const LONG = [...RELEASE, '--seed', '3', '--releases', '600000', '--out', at('killed.npz')];
const left = (): string[] =>
  readdirSync(folder)
    .filter((name) => name.startsWith('killed'))
    .sort();

test('killed on the way: what stood there stands whole, and the next run clears up', async (t) => {
  await made('killed', ['--seed', '1']);
  const before = [sha256(at('killed.npz')), sha256(at('killed.json'))];
  const child = spawn(process.execPath, [PROGRAM, ...LONG], { stdio: 'ignore' });
  const closed = new Promise((resolve) => child.once('close', resolve));
  const partial = at(`killed.npz.${child.pid}.partial`);
  while (!existsSync(partial) && child.exitCode === null)
    await new Promise((resolve) => setTimeout(resolve, 5));
  child.kill('SIGKILL');
  await closed;
  t.equal(child.signalCode, 'SIGKILL');
  t.ok(existsSync(partial), 'a partial archive is left, under a name that says so');
  t.same([sha256(at('killed.npz')), sha256(at('killed.json'))], before);
  await made('killed', ['--seed', '2']);
  t.same(left(), ['killed.json', 'killed.npz']);
  t.equal((await verify('killed')).code, 0);
});

test('a full disk: exit 2, one line, nothing but what stood there', async (t) => {
  await made('killed', ['--seed', '1']);
  const before = [sha256(at('killed.npz')), sha256(at('killed.json'))];
  // No room is left in a file after 2,048 blocks of 512 bytes. Node ignores the signal that comes with it, but not
  // the handler that tap hands to every process it sees.
  const quoted = [process.execPath, PROGRAM, ...LONG].map((word) => `'${word}'`).join(' ');
  const { status, stderr, stdout } = spawnSync(
    'sh',
    ['-c', `unset NODE_OPTIONS; ulimit -f 2048; ${quoted}`],
    {
      encoding: 'utf8',
    },
  );
  t.equal(status, 2, stderr);
  t.match(stderr, /^dpih: --out must be a path that can be written, got .*killed.npz \(EFBIG\)\n$/);
  t.equal(stdout, '');
  t.same(left(), ['killed.json', 'killed.npz']);
  t.same([sha256(at('killed.npz')), sha256(at('killed.json'))], before);
});
