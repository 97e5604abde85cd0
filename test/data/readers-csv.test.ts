import { writeFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { test } from 'tap';
import type { ReadOptions } from '../../lib/data/format.js';
import { DataError, readRecords } from '../../lib/data/index.js';
import { sharedDataPath } from '../shared-data.js';
import { folder } from './write-files.js';

const RUNS = { seed: 20210305, numRuns: 100 };

/** Text, how it is read, and what comes out: classes, labels, features. */
const READ: readonly [string, string, ReadOptions, string[], number[], number[]][] = [
  ['label last', '1,2,1\n3,4,0\n', {}, ['0', '1'], [1, 0], [1, 2, 3, 4]],
  ['no newline at the end', '1,2,1\n3,4,0', {}, ['0', '1'], [1, 0], [1, 2, 3, 4]],
  ['blank lines at the end', '1,2,1\n3,4,0\n\n\n', {}, ['0', '1'], [1, 0], [1, 2, 3, 4]],
  ['CRLF and a byte order mark', '\uFEFF1,2,1\r\n3,4,0\r\n', {}, ['0', '1'], [1, 0], [1, 2, 3, 4]],
  ['CR', '1,2,1\r3,4,0\r', {}, ['0', '1'], [1, 0], [1, 2, 3, 4]],
  ['spaces', ' 1, 2 , 1\n3,4 ,0 \n', {}, ['0', '1'], [1, 0], [1, 2, 3, 4]],
  ['exponents, signs', '1e3,-.5,1\n+2.,4E-2,0\n', {}, ['0', '1'], [1, 0], [1000, -0.5, 2, Math.fround(0.04)]],
  ['underflow rounds to 0', '1e-60,1,1\n0,4,0\n', {}, ['0', '1'], [1, 0], [0, 1, 0, 4]],
  ['header', 'a,b,label\n1,2,1\n3,4,0\n', {}, ['0', '1'], [1, 0], [1, 2, 3, 4]],
  ['label by name', 'y,b,c\n1,2,3\n0,5,6\n', { label: 'y' }, ['0', '1'], [1, 0], [2, 3, 5, 6]],
  ['label by quoted name', '"y, z",b\n1,2\n0,5\n', { label: 'y, z' }, ['0', '1'], [1, 0], [2, 5]],
  ['label by position', '1,2,3\n4,0,6\n', { label: 1 }, ['0', '2'], [1, 0], [1, 3, 4, 6]],
  ['label from the end', '1,2,3\n4,0,6\n', { label: -2 }, ['0', '2'], [1, 0], [1, 3, 4, 6]],
  ['label first', 'cat,2,3\ndog,0,6\n', { label: 0 }, ['cat', 'dog'], [0, 1], [2, 3, 0, 6]],
  ['text labels', '1,2,b\n3,4,a\n5,6,b\n', {}, ['a', 'b'], [1, 0, 1], [1, 2, 3, 4, 5, 6]],
  ['quoted labels', '1,"b ""x"", y"\n3,"a\nz"\n', {}, ['a\nz', 'b "x", y'], [1, 0], [1, 3]],
  ['numbers sort as numbers', '1,10\n2,9\n3,-1\n', {}, ['-1', '9', '10'], [2, 1, 0], [1, 2, 3]],
  ['numbers as names, told', '0,1,label\n5,6,1\n7,8,0\n', { header: true }, ['0', '1'], [1, 0], [5, 6, 7, 8]],
  ['starts like zip', 'PK,b,label\n1,2,1\n3,4,0\n', {}, ['0', '1'], [1, 0], [1, 2, 3, 4]],
  [
    'a count, told',
    '0,1,2,3,4\n5,6,7,8,9\n1,1,1,1,7\n',
    { header: true },
    ['7', '9'],
    [1, 0],
    [5, 6, 7, 8, 1, 1, 1, 1],
  ],
  [
    'a lone class, told',
    '5,6,x\n7,8,1\n9,9,0\n',
    { header: false },
    ['0', '1', 'x'],
    [2, 1, 0],
    [5, 6, 7, 8, 9, 9],
  ],
  ['scikit-learn', '3,2,no,yes\n1,2,1\n3,4,0\n5,6,yes\n', {}, ['no', 'yes'], [1, 0, 1], [1, 2, 3, 4, 5, 6]],
  ['classes by name', '1,b\n2,a\n', { classes: ['b', 'c', 'a'] }, ['b', 'c', 'a'], [0, 2], [1, 2]],
  ['classes by position', '1,2\n2,0\n', { classes: ['b', 'c', 'a'] }, ['b', 'c', 'a'], [2, 0], [1, 2]],
  ['whole numbers as names', '1,2\n2,1\n', { classes: ['1', '2'] }, ['1', '2'], [1, 0], [1, 2]],
];

test('CSV is read as it is written', async (t) => {
  for (const [name, text, options, classes, labels, features] of READ) {
    const path = folder(t, { 'x.csv': text, 'x.csv.gz': gzipSync(text) });
    for (const file of [path('x.csv'), path('x.csv.gz')]) {
      const records = await readRecords(file, options);
      t.same(records.classes, classes, name);
      t.same([...records.labels], labels, name);
      t.same([...records.features], features, name);
      t.equal(records.count, labels.length, name);
      t.equal(records.dimension, features.length / labels.length, name);
    }
  }
});

/** Text, how it is read, and the error after the name of the file. */
const REFUSED: readonly [string, ReadOptions, string][] = [
  ['', {}, 'must be one record or more, got an empty file'],
  ['\n\n', {}, 'must be one record or more, got an empty file'],
  ['a,b,label\n', {}, 'must be one record or more, got none'],
  ['1\n2\n', {}, 'row 1: must be two cells or more, one of them the label, got 1'],
  ['1,2,0\n3,1\n', {}, 'row 2: must be 3 cells, got 2 cells'],
  ['a,b,c\n1,2,0\n3,4,1,1\n', {}, 'row 3: must be 3 cells, got 4 cells'],
  ['1,2,0\n\n3,4,1\n', {}, 'row 2: must be a record, got a blank line'],
  ['1,2,0\n3,nan,1\n', {}, 'row 2, column 2: must be a finite float32, got nan'],
  ['1,2,0\n3,Infinity,1\n', {}, 'row 2, column 2: must be a finite float32, got Infinity'],
  ['1,2,0\n,4,1\n', {}, 'row 2, column 1: must be a finite float32, got nothing'],
  ['1,2,0\n0x10,4,1\n', {}, 'row 2, column 1: must be a finite float32, got 0x10'],
  ['1,2,0\n"1,5",4,1\n', {}, 'row 2, column 1: must be a finite float32, got 1,5'],
  ['1,2,0\n1_0,4,1\n', {}, 'row 2, column 1: must be a finite float32, got 1_0'],
  ['1,2,0\n3.5e38,4,1\n', {}, 'row 2, column 1: must be a finite float32, got 3.5e38'],
  ['1,2,0\n3,4,\n', {}, 'row 2: must be labelled with a number or text in UTF-8, got nothing'],
  ['1,2,0\n3,4,0\n', {}, 'must be labelled with two classes or more, got 1'],
  ['1,0\n2,1\n3,1.0\n', {}, 'must be labelled with every number written in one way, got 1 and 1.0'],
  [
    '1,NaN,0\n3,4,1\n',
    {},
    'row 1: must be all names, all numbers but for the label, or declared to be either (header), got 1,NaN,0',
  ],
  [
    ',a,label\n3,4,1\n',
    {},
    'row 1: must be all names, all numbers but for the label, or declared to be either (header), got ,a,label',
  ],
  [
    '0,1,2,3,4\n5,6,7,8,9\n1,1,1,1,7\n',
    {},
    'row 1: must be all names, all numbers but for the label, or declared to be either (header), got 0,1,2,3,4',
  ],
  ['0,1,label\n5,6,1\n7,8,0\n', {}, 'row 1: must be declared to be a header or a record (header), got label'],
  ['a,b\n1,2\n3,4\n', { header: false }, 'row 1, column 1: must be a finite float32, got a'],
  ['a,b,y\n1,2,0\n', { label: 'z' }, 'row 1: must be a header with one column z, got a, b, y'],
  ['y,b,y\n1,2,0\n', { label: 'y' }, 'row 1: must be a header with one column y, got y, b, y'],
  ['1,2,0\n3,4,1\n', { label: 3 }, 'must be read with a label column from -3 to 2, got 3'],
  ['1,2,0\n3,4,1\n', { label: -4 }, 'must be read with a label column from -3 to 2, got -4'],
  ['1,2,0\n3,4,1\n', { label: 0.5 }, 'must be read with a label column from -3 to 2, got 0.5'],
  ['1,2,0\n3,4,5\n', { classes: ['0', '1'] }, 'row 2: must be labelled with one of 0, 1, got 5'],
  ['1,2,0\n3,4,2\n', { classes: ['a', 'b'] }, 'row 2: must be labelled with 0 to 1 or one of a, b, got 2'],
  ['1,2,0\n3,4,-1\n', { classes: ['a', 'b'] }, 'row 2: must be labelled with 0 to 1 or one of a, b, got -1'],
  ['2,2,no,yes\n1,2,1\n3,4,0\n5,6,1\n', {}, 'must be 2 records, as its first row says, got 3'],
  ['4,2,no,yes\n1,2,1\n3,4,0\n5,6,1\n', {}, 'must be 4 records, as its first row says, got 3'],
  ['2,3,no,yes\n1,2,1\n3,4,0\n', {}, 'row 2: must be 4 cells, got 3 cells'],
  ['2,2,no,yes\n1,2,1\n3,4,2\n', {}, 'row 3: must be labelled with 0 to 1 or one of no, yes, got 2'],
  ['2,2,no,yes\n1,2,1\n3,4,0\n', { classes: ['a', 'b'] }, 'row 1: must be of the classes a, b, got no, yes'],
  [
    '1,2,0\n3,"4,1\n',
    {},
    'row 2: must be well-formed CSV, got Quote Not Closed: the parsing is finished with an opening quote at line 2',
  ],
  [
    '1,2,a\xa3\n3,"4"5,b\n',
    {},
    'row 2: must be well-formed CSV, got Invalid Closing Quote: got "5" at line 2 instead of delimiter, record delimiter,...',
  ],
];

test('CSV that breaks a rule is refused by row and rule', async (t) => {
  for (const [text, options, message] of REFUSED) {
    const path = folder(t, { 'x.csv': text })('x.csv');
    const error = await readRecords(path, options).catch((e) => e);
    t.ok(error instanceof DataError, text);
    t.equal(error.message, `${path}: ${message}`);
  }
  const latin = folder(t, { 'x.csv': Buffer.from('1,a\n2,\xe9\n', 'latin1') })('x.csv');
  await t.rejects(readRecords(latin), { message: /row 2: must be labelled with a number or text in UTF-8/ });
});

test('any finite table comes back, rounded to float32', async (t) => {
  const path = folder(t);
  const number = fc.double({ noNaN: true, noDefaultInfinity: true, min: -3.4e38, max: 3.4e38 });
  const table = fc
    .integer({ min: 1, max: 5 })
    .chain((d) =>
      fc.array(fc.array(number, { minLength: d, maxLength: d }), { minLength: 2, maxLength: 20 }),
    );
  await fc.assert(
    fc.asyncProperty(table, fc.boolean(), async (rows, header) => {
      const head = header ? `${rows[0].map((_, i) => `f${i}`).join(',')},label\n` : '';
      await writeFile(path('x.csv'), head + rows.map((row, i) => `${row.join(',')},${i % 2}\n`).join(''));
      const { features, labels } = await readRecords(path('x.csv'));
      t.same([...features], rows.flat().map(Math.fround));
      t.same(
        [...labels],
        rows.map((_, i) => i % 2),
      );
    }),
    RUNS,
  );
});

const digits = sharedDataPath('digits.csv.gz') ?? '';
const cancer = sharedDataPath('breast_cancer.csv') ?? '';

test('digits and breast cancer are those of the UCI repository', {
  skip: digits === '' || cancer === '',
}, async (t) => {
  const { count, dimension, classes, labels, features } = await readRecords(digits);
  t.same([count, dimension, classes.join('')], [1797, 64, '0123456789']);
  const sizes = classes.map((_, c) => labels.filter((label) => label === c).length);
  t.same(sizes, [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]);
  t.equal(
    features.reduce((a, b) => a + b, 0),
    561_718,
  );
  const tumours = await readRecords(cancer);
  t.same([tumours.count, tumours.dimension, tumours.classes], [569, 30, ['malignant', 'benign']]);
  t.equal(tumours.labels.filter((label) => label === 0).length, 212);
  t.same([...tumours.features.subarray(0, 2)], [17.99, 10.38].map(Math.fround));
});
