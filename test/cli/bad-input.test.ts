import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'tap';
import { parseDocument } from '../../lib/core/schema.js';
import { temporaryFolder } from '../run/small-run.js';
import { dpih } from './memory-io.js';

const GIVEN = ['certify', '--k', '4', '--sigma', '8'];
const VOTES = 'label,votes_a,votes_b\na,9,1\nb,3,7\n';
const MECHANISM = {
  kind: 'mixup',
  n: 100,
  k: 4,
  releases: 100,
  design: 'subsets',
  noise: { law: 'gaussian', scale: 8 },
  domain: { kind: 'l2-ball', radius: 1 },
  labels: { kind: 'in-record' },
  adjacency: 'replace',
};
const FILES = {
  'm.json': JSON.stringify(MECHANISM),
  'votes.csv': VOTES,
  'empty.csv': '',
  'broken.json': '{"kind": "mixup"',
  'list.json': '[]',
  'misspelt.json': JSON.stringify({ ...MECHANISM, sigma: 3 }),
  'nan.json': JSON.stringify({ ...MECHANISM, noise: { law: 'gaussian', scale: Number.NaN } }),
  'huge.json': JSON.stringify(MECHANISM).replace('"n":100', '"n":1e999'),
  'k5.json': JSON.stringify({ ...MECHANISM, k: 101 }),
  'sum.csv': 'label,votes_a,votes_b\na,9,1\nb,3,8\n',
  'label.csv': 'label,votes_a,votes_b\nc,9,1\n',
  'column.csv': 'label,votes_a,votes_b\na,9\n',
  'fraction.csv': 'label,votes_a,votes_b\na,9.5,0.5\n',
  'negative.csv': 'label,votes_a,votes_b\na,11,-1\n',
  'heading.csv': 'a,9,1\n',
  'order.csv': 'order,divergence\n1,0.5\n',
  'descending.csv': 'order,divergence\n3,0.5\n2,0.4\n',
  'text.csv': 'order,divergence\n2,half\n',
  'no-order.csv': 'order,divergence\n',
  'profile.json': '{"epsilons": [0, 1], "deltas": [0.1]}',
  'rising.json': '{"epsilons": [0, 1], "deltas": [0.1, 0.2]}',
  'delta.json': '{"epsilons": [0], "deltas": [2]}',
  'field.json': '{"epsilons": [0], "deltas": [0.1], "side": "upper"}',
} as const;

/** Command line -> what the one line of the error must say. */
const BAD: readonly (readonly [string, readonly string[], RegExp])[] = [
  ['no command', [], /the command must be one of certify, .*, got none/],
  ['an unknown command', ['certfy'], /the command must be one of certify, .*, got certfy/],
  ['an unknown flag', [...GIVEN, '--sigm', '8'], /got sigm/],
  ['a word too many', [...GIVEN, 'x'], /got x/],
  ['a flag without a value', ['certify', '--sigma', '8', '--k'], /--k must be followed by a value/],
  ['a flag given twice', [...GIVEN, '--k', '5'], /--k must be given once, got 4 and 5/],
  ['a value for a switch', [...GIVEN, '--json=yes'], /--json must be given without a value, got yes/],
  ['two output forms', [...GIVEN, '--json', '--csv'], /--csv must stand without --json/],
  ['no k', ['certify', '--sigma', '8'], /--k must be given/],
  ['no sigma', ['certify', '--k', '4'], /--sigma must be given/],
  ['k in words', ['certify', '--k', 'four', '--sigma', '8'], /--k must be .*, got four/],
  ['k NaN', ['certify', '--k', 'NaN', '--sigma', '8'], /--k must be .*, got NaN/],
  ['k empty', ['certify', '--k=', '--sigma', '8'], /--k must be .*, got ""/],
  [
    'k negative',
    ['certify', '--k', '-4', '--sigma', '8'],
    /--k must be a whole number in \[1, 50000\], got -4/,
  ],
  ['k fractional', ['certify', '--k', '4.5', '--sigma', '8'], /--k must be a whole number .*, got 4.5/],
  ['k zero', ['certify', '--k', '0', '--sigma', '8'], /--k must be a whole number .*, got 0/],
  [
    'k above n',
    ['certify', '--k', '4', '--sigma', '8', '--n', '3'],
    /--k must be a whole number in \[1, 3\], got 4/,
  ],
  ['n fractional', [...GIVEN, '--n', '1000.5'], /--n must be a whole number/],
  ['sigma zero', ['certify', '--k', '4', '--sigma', '0'], /--sigma must be finite and > 0, got 0/],
  ['sigma negative', ['certify', '--k', '4', '--sigma', '-1'], /--sigma must be finite and > 0, got -1/],
  [
    'sigma infinite',
    ['certify', '--k', '4', '--sigma', '1/0'],
    /--sigma must be an expression with a finite/,
  ],
  ['delta 0', [...GIVEN, '--delta', '0'], /--delta must be strictly between 0 and 1, got 0/],
  ['delta 1', [...GIVEN, '--delta', '1'], /--delta must be strictly between 0 and 1, got 1/],
  ['delta negative', [...GIVEN, '--delta', '-1e-5'], /--delta must be strictly/],
  ['delta in words', [...GIVEN, '--delta', 'small'], /--delta must be .*, got small/],
  ['T zero', [...GIVEN, '--releases', '0'], /--releases must be a whole number in \[1, 1000000000\], got 0/],
  ['T huge', [...GIVEN, '--releases', '1e15'], /--releases must be a whole number .*, got 1e15/],
  [
    'T no whole epochs',
    [...GIVEN, '--design', 'partition', '--releases', '12501'],
    /--releases must be a whole number of partition epochs of 12500/,
  ],
  [
    'T no whole epochs',
    [...GIVEN, '--design', 'balanced', '--releases', '49999'],
    /--releases must be a whole number of balanced epochs/,
  ],
  [
    'a box without a dimension',
    [...GIVEN, '--domain', 'box:0,1'],
    /--domain must be box:LO,HI,DIM with the number of coordinates, got box:0,1/,
  ],
  [
    'Laplace on an L2 domain without a dimension',
    [...GIVEN, '--noise', 'laplace'],
    /--domain must be given its number of coordinates.*, got l2-ball:1$/m,
  ],
  [
    'a bare diameter where a radius is needed',
    [...GIVEN, '--design', 'poisson', '--domain', 'l2-diameter:2'],
    /--domain must be one with a radius .*, got l2-diameter:2/,
  ],
  [
    'an unknown design',
    [...GIVEN, '--design', 'shuffle'],
    /--design must be one of subsets, poisson, partition, balanced, got shuffle/,
  ],
  [
    'an unknown noise',
    [...GIVEN, '--noise', 'cauchy'],
    /--noise must be one of gaussian, laplace, got cauchy/,
  ],
  [
    'noised labels without scale',
    [...GIVEN, '--labels', 'noised'],
    /--label-sigma must be given with --labels noised/,
  ],
  [
    'a label scale without noised labels',
    [...GIVEN, '--label-sigma', '1'],
    /--label-sigma must stand with --labels noised/,
  ],
  [
    'an undefined cell: partition under add-remove',
    [...GIVEN, '--design', 'partition', '--adjacency', 'add-remove'],
    /--adjacency must be replace under design partition, .*, got add-remove/,
  ],
  ['poisons 0', [...GIVEN, '--poisons', '0'], /--poisons must be a whole number/],
  ['poisons above n', [...GIVEN, '--poisons', '50001'], /--poisons must be a whole number in \[1, 50000\]/],
  ['p above 1', [...GIVEN, '--p', '1.01'], /--p must be in \[0, 1\], got 1.01/],
  ['p NaN', [...GIVEN, '--p', 'NaN'], /--p must be .*, got NaN/],
  ['alpha without votes', [...GIVEN, '--alpha', '0.01'], /--alpha must stand with --votes/],
  [
    'construction without votes',
    [...GIVEN, '--construction', 'rivals'],
    /--construction must stand with --votes/,
  ],
  [
    'orientation without a certificate',
    [...GIVEN, '--orientation', 'clean'],
    /--orientation must stand with --p or --votes/,
  ],
  [
    'an unknown orientation',
    [...GIVEN, '--p', '0.9', '--orientation', 'dirty'],
    /--orientation must be one of clean, poisoned, got dirty/,
  ],
  [
    'votes and p',
    ['certify', '--mechanism', 'm.json', '--votes', 'votes.csv', '--p', '0.9'],
    /--p must stand without --votes/,
  ],
  [
    'votes under defaults',
    [...GIVEN, '--votes', 'votes.csv'],
    /--votes must stand with every field .* --n --design --releases --noise --domain --labels --adjacency/,
  ],
  [
    'alpha 0',
    ['certify', '--mechanism', 'm.json', '--votes', 'votes.csv', '--alpha', '0'],
    /--alpha must be strictly between 0 and 1/,
  ],
  ['file and flags', ['certify', '--mechanism', 'm.json', '--k', '4'], /--k must stand without --mechanism/],
  [
    'two guarantees',
    ['certify', '--gdp', '1', '--epsilon-delta', '1,1e-5'],
    /--epsilon-delta must stand without --gdp/,
  ],
  ['a guarantee and k', ['certify', '--gdp', '1', '--k', '4'], /--k must stand without --gdp/],
  ['gdp negative', ['certify', '--gdp', '-1'], /--gdp must be finite and >= 0, got -1/],
  ['epsilon alone', ['certify', '--epsilon-delta', '1'], /--epsilon-delta must be two numbers E,D, got 1/],
  ['epsilon negative', ['certify', '--epsilon-delta', '-1,1e-5'], /--epsilon-delta must be E,D with E >= 0/],
  ['delta above 1', ['certify', '--epsilon-delta', '1,2'], /--epsilon-delta must be in \[0, 1\]/],
  ['calibrate without a target', ['calibrate', '--k', '4'], /--target-epsilon/],
  ['verify without a file', ['verify'], /FILE must be given, got nothing/],
  ['verify a missing file', ['verify', 'none.json'], /none.json/],
  ['verify no document', ['verify', 'm.json'], /m.json/],
  ...(
    [
      ['none.json', /--mechanism must be a file that can be read, got none.json \(ENOENT\)/],
      ['broken.json', /--mechanism must be a JSON file, got broken.json/],
      ['list.json', /--mechanism list.json: /],
      ['misspelt.json', /--mechanism misspelt.json: mechanism must be free of unknown fields \(sigma\)/],
      ['nan.json', /--mechanism nan.json: noise.scale must be of type number, got null/],
      ['huge.json', /--mechanism huge.json: n must be/],
      ['k5.json', /k must be .*, got 101/],
    ] as const
  ).map(([file, message]) => [`mechanism ${file}`, ['certify', '--mechanism', file], message] as const),
  ...(
    [
      ['none.csv', /--votes must be a file that can be read/],
      ['empty.csv', /--votes empty.csv: /],
      ['sum.csv', /--votes sum.csv: .*row 2/],
      ['label.csv', /--votes label.csv: .*row 1.*c$/m],
      ['column.csv', /--votes column.csv: .*row 1/],
      ['fraction.csv', /--votes fraction.csv: .*row 1.*9.5/],
      ['negative.csv', /--votes negative.csv: .*row 1.*-1/],
      ['heading.csv', /--votes heading.csv: /],
    ] as const
  ).map(
    ([file, message]) =>
      [`votes ${file}`, ['certify', '--mechanism', 'm.json', '--votes', file], message] as const,
  ),
  ...(['empty.csv', 'order.csv', 'descending.csv', 'text.csv', 'no-order.csv', 'none.csv'] as const).map(
    (file) => [`renyi ${file}`, ['certify', '--renyi', file], new RegExp(`--renyi.*${file}`)] as const,
  ),
  ...(['profile.json', 'rising.json', 'delta.json', 'field.json', 'list.json', 'broken.json'] as const).map(
    (file) => [`profile ${file}`, ['certify', '--profile', file], new RegExp(`--profile.*${file}`)] as const,
  ),
];

test('bad input: exit 2, one line that names flag, rule and value, nothing written', async (t) => {
  for (const [name, args, message] of BAD) {
    const svg = args[0] === 'certify' ? ['--svg', 'out.svg'] : [];
    const { code, io, out, err } = await dpih([...args, ...svg], FILES);
    t.equal(code, 2, `${name}: exit code (${err.trim()})`);
    t.match(err, message, `${name}: message`);
    t.match(err, /^dpih: [^\n]+\n$/, `${name}: one line`);
    t.equal(out, '', `${name}: nothing printed`);
    t.same([...io.files.keys()], Object.keys(FILES), `${name}: nothing written`);
  }
});

test('--help says why the header and the classes are better named', async (t) => {
  for (const command of ['release', 'certify']) {
    const help = (await dpih([command, '--help'])).out.replace(/\s+/g, ' ');
    for (const part of [
      /--header CSV: .*but say it, as a poison may stand there/,
      /--classes names .*but name them, as a new label would alter every release/,
    ])
      t.match(help, part, command);
  }
});

test('an unexpected exception is a defect: exit 3, one line', async (t) => {
  const { main } = await import('../../cli/main.js');
  const { memoryIo } = await import('./memory-io.js');
  const io = memoryIo();
  const broken = {
    break: {
      summary: 'fails',
      flags: {},
      load: async () => () => {
        throw new TypeError('a\nb');
      },
    },
  };
  t.equal(await main(['break'], io, '0.0.0', 'dpih', broken), 3);
  t.equal(io.err, 'dpih: defect, please report it: a b\n');
});

test('verify: a record of a release that does not go with the claims is found', async (t) => {
  const folder = temporaryFolder(t);
  const made = await dpih(['release', '--k', '4', '--sigma', '1', '--out', join(folder, 'x.npz')]);
  t.equal(made.code, 0, made.err);
  const document = parseDocument(readFileSync(join(folder, 'x.json'), 'utf8'));
  const verify = async (release: object) => {
    // an infinite epsilon is written as text
    const text = JSON.stringify({ ...document, release }, (_, x) => (x === Infinity ? 'Infinity' : x));
    return dpih(['verify', 'x.json'], { 'x.json': text });
  };
  const honest = await verify({ ...document.release });
  t.equal(honest.code, 0, honest.out);
  for (const [forgery, why] of [
    [{ source: 'seeded' }, /^FAILS a seeded release must come without claims/m],
    [{ mixtures: 7 }, /^FAILS the release must hold 6000 mixtures, got 7$/m],
    [{ dimension: 7 }, /^FAILS mixtures must have the 64 features of the domain, got 7$/m],
  ] as const) {
    const { code, out } = await verify({ ...document.release, ...forgery });
    t.equal(code, 1, out);
    t.match(out, why);
  }
});
