import fc from 'fast-check';
import { test } from 'tap';
import { readDomain } from '../../cli/domain.js';
import {
  readNumber,
  readOpenUnit,
  readPositive,
  readProbability,
  readWhole,
  readWholeList,
} from '../../cli/number.js';

test('plain numbers are read exactly', async (t) => {
  for (const [text, value] of [
    ['4', 4],
    ['1e-5', 1e-5],
    [' 0.5 ', 0.5],
    ['.5', 0.5],
    ['5.', 5],
    ['-2E3', -2000],
    ['+7', 7],
  ] as const)
    t.equal(await readNumber('x', text), value, text);
  await fc.assert(
    fc.asyncProperty(fc.double({ noNaN: true, noDefaultInfinity: true }), async (x) => {
      if ((await readNumber('x', String(x))) !== x && x !== 0) throw new Error(String(x));
    }),
  );
});

test('expressions are arithmetic on the mechanism and nothing else', async (t) => {
  const scope = { n: 50000, k: 4, T: 1000 };
  for (const [text, value] of [
    ['16/255', 16 / 255],
    ['1/n^1.1', 1 / 50000 ** 1.1],
    ['sqrt(3072)', Math.sqrt(3072)],
    ['-2^2', -4],
    ['2^3^2', 512],
    ['(1+2)*3', 9],
    ['max(1, k, 3)', 4],
    ['pow(2, 10)', 1024],
    ['floor(T/3)', 333],
    ['2*pi', 2 * Math.PI],
    ['n - 1', 49999],
  ] as const)
    t.equal(await readNumber('x', text, scope), value, text);
});

test('what is no finite real number names flag, rule and text', async (t) => {
  for (const text of [
    '',
    ' ',
    'four',
    'NaN',
    'nan',
    'Infinity',
    '0x10',
    '1e999',
    '1/0',
    '0/0',
    'sqrt(-1)',
    '1,2',
    '1 2',
    '2n',
    '2(3)',
    'n=5',
    'f(x)=x',
    'import(1)',
    'constructor',
    'n.constructor',
    '[1]',
    '"1"',
    '1;2',
    '4 kg',
    'sqrt',
    'sqrt()',
    'sqrt(1,2)',
    'max()',
    '1+',
    '(1',
    '--',
    '1e',
    '2 > 1',
    '5%',
    '5!',
    'x'.repeat(300),
  ])
    await t.rejects(
      readNumber('sigma', text, { n: 9 }),
      /^--sigma must be .+, got .+$/s,
      JSON.stringify(text),
    );
  await t.rejects(readNumber('sigma', 'n'), /--sigma/, 'n means nothing without a mechanism');
});

test('ranges hold at their ends', async (t) => {
  t.equal(await readWhole('k', '50000', 1, 50000), 50000);
  t.equal(await readWhole('k', '5e4', 1, 50000), 50000);
  for (const text of ['0', '-1', '1.5', '50001', '1e300', '4.0000001'])
    await t.rejects(readWhole('k', text, 1, 50000), /--k must be a whole number in \[1, 50000\], got/, text);
  await t.rejects(readPositive('sigma', '0'), /--sigma must be finite and > 0, got 0/);
  await t.rejects(readPositive('sigma', '-1'), /--sigma must be finite and > 0, got -1/);
  t.equal(await readPositive('sigma', '5e-324'), 5e-324);
  for (const text of ['0', '1', '-0.1', '2'])
    await t.rejects(readOpenUnit('delta', text), /--delta must be strictly/, text);
  t.equal(await readProbability('p', '1'), 1);
  t.equal(await readProbability('p', '0'), 0);
  for (const text of ['-0.1', '1.1'])
    await t.rejects(readProbability('p', text), /--p must be in \[0, 1\]/, text);
  t.same(await readWholeList('poisons', '5,1,2', 1, 9), [1, 2, 5]);
  t.same(await readWholeList('poisons', 'min(3,4),1', 1, 9), [1, 3]);
  for (const text of ['1,,2', '1,1', '0', '1,10', ',', '1;2'])
    await t.rejects(readWholeList('poisons', text, 1, 9), /--poisons must be/, text);
});

test('domains keep radius and diameter apart', async (t) => {
  t.same(await readDomain('l2-ball:1', {}), { kind: 'l2-ball', radius: 1 });
  t.same(await readDomain('l2-ball:1,64', {}), { kind: 'l2-ball', radius: 1, dimension: 64 });
  t.same(await readDomain('l1-ball:0.5', {}), { kind: 'l1-ball', radius: 0.5 });
  t.same(await readDomain('box:-1,1,784', {}), { kind: 'box', low: -1, high: 1, dimension: 784 });
  t.same(await readDomain('l2-diameter:sqrt(3072)', {}), { kind: 'l2-diameter', diameter: Math.sqrt(3072) });
  t.same(await readDomain('l1-diameter:max(2,3),9', {}), { kind: 'l1-diameter', diameter: 3, dimension: 9 });
  for (const text of [
    '',
    '1',
    'l2-ball',
    'l2-ball:',
    'l2-ball:0',
    'l2-ball:-1',
    'l2-ball:1,0',
    'l2-ball:1,2.5',
    'l2-ball:1,2,3',
    'linf-ball:1',
    'box:0,1',
    'box:1,0,3',
    'box:0,0,3',
    'box:0,1,0',
    'diameter:2',
  ])
    await t.rejects(readDomain(text, {}), /^--domain must be .+, got .+$/, JSON.stringify(text));
  await t.rejects(readDomain('box:0,1', {}), /number of coordinates/, 'a box without a dimension');
});
