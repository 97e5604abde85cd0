import { test } from 'tap';
import { certifyVotes } from '../../lib/certify/votes.js';
import { parseVotes } from '../../lib/certify/votes-csv.js';
import { DomainError } from '../../lib/numerics/index.js';
import { gaussian } from './profiles.js';

const HEAD = 'label,votes_0,votes_1,votes_cat\n';

test('votes are read from CSV', (t) => {
  const votes = parseVotes(`\uFEFF${HEAD.replace('\n', '\r\n')}1,2,7,1\r\ncat,0,0,10\r\n\r\n`);
  t.strictSame(votes, {
    classes: ['0', '1', 'cat'],
    models: 10,
    rows: [
      { truth: 1, counts: [2, 7, 1] },
      { truth: 2, counts: [0, 0, 10] },
    ],
  });
  t.equal(parseVotes(`${HEAD}1,2,7,1\n`, 10).models, 10);
  t.end();
});

test('malformed votes: one clear error each', (t) => {
  const bad: [string, RegExp][] = [
    ['', /votes must be a header and one row or more, got an empty text/],
    [' \n\n', /got an empty text/],
    [HEAD, /one row or more, got no rows/],
    ['truth,votes_0,votes_1\n0,1,1\n', /votes header must be label,votes_A/],
    ['label,votes_0,1\n0,1,1\n', /columns named votes_ and the class, got 1/],
    ['label,votes_0,votes_\n0,1,1\n', /columns named votes_/],
    ['label,votes_0\n0,10\n', /classes must be two or more, got 1/],
    ['label,votes_0,votes_0\n0,5,5\n', /all different/],
    [`${HEAD}0,10,0\n`, /votes row 1 must be a label and 3 counts, got 2 counts/],
    [`${HEAD}0,10,0,0\n1,3,4,4\n`, /votes row 2 must be counts that sum to the 10 models, got 11/],
    [`${HEAD}0,10,0,0\n\n1,3,4,3\n`, /votes row 2 must be/],
    [`${HEAD}dog,10,0,0\n`, /votes row 1 must be labelled with one of 0, 1, cat, got dog/],
    [`${HEAD},10,0,0\n`, /labelled with one of 0, 1, cat, got nothing/],
    [`${HEAD}0,NaN,0,10\n`, /votes row 1 must be whole counts >= 0, got NaN/],
    [`${HEAD}0,-1,1,10\n`, /whole counts >= 0, got -1/],
    [`${HEAD}0,2.5,2.5,5\n`, /whole counts >= 0, got 2.5/],
    [`${HEAD}0,1e1,0,0\n`, /whole counts >= 0, got 1e1/],
    [`${HEAD}0,0x5,0,0\n`, /got 0x5/],
    [`${HEAD}0,,5,5\n`, /got nothing/],
    [`${HEAD}0,0,0,0\n`, /models must be a whole number >= 1, got 0/],
    [`${HEAD}0,99999999999999999999,0,0\n`, /models must be a whole number/],
  ];
  for (const [text, message] of bad) {
    t.throws(() => parseVotes(text), { name: 'DomainError', message });
    t.throws(() => parseVotes(text), DomainError);
  }
  t.throws(() => parseVotes(`${HEAD}0,10,0,0\n`, 12), /sum to the 12 models, got 10/);
  t.throws(() => parseVotes(`${HEAD}0,10,0,0\n`, Number.NaN), /models must be a whole number/);
  const good = parseVotes(`${HEAD}0,10,0,0\n`);
  t.throws(
    () => certifyVotes(gaussian(1), { ...good, rows: [{ truth: 3, counts: [10, 0, 0] }] }),
    DomainError,
  );
  t.throws(() => certifyVotes(gaussian(1), good, { alpha: 0 }), DomainError);
  t.throws(() => certifyVotes(gaussian(1), good, { alpha: Number.NaN }), DomainError);
  t.throws(() => certifyVotes(gaussian(1), good, { maximalRadius: -1 }), DomainError);
  t.end();
});
