import { test } from 'tap';
import { account } from '../../lib/accountants/index.js';
import { type Mechanism, type Mixup, UnsupportedError } from '../../lib/core/index.js';
import { DomainError } from '../../lib/numerics/index.js';
import { subsets } from './mechanisms.js';

const mixup = (fields: Partial<Mixup>): Mixup => subsets({ n: 100, k: 4, releases: 100, shift: 1 }, fields);
const laplace = { law: 'laplace', scale: 1 } as const;

const REFUSED: readonly { name: string; mechanism: Mechanism; reason: RegExp }[] = [
  {
    name: 'poisson with a bare diameter',
    mechanism: mixup({ design: 'poisson', domain: { kind: 'l2-diameter', diameter: 1 } }),
    reason: /l2-diameter.*radius about a public centre/,
  },
  {
    name: 'poisson with a bare L1 diameter',
    mechanism: mixup({ design: 'poisson', noise: laplace, domain: { kind: 'l1-diameter', diameter: 1 } }),
    reason: /l1-diameter.*radius about a public centre/,
  },
  {
    name: 'partition, records added',
    mechanism: mixup({ design: 'partition', releases: 25, adjacency: 'add-remove' }),
    reason: /partition.*adjacency replace/,
  },
  {
    name: 'balanced, records added',
    mechanism: mixup({ design: 'balanced', adjacency: 'add-remove' }),
    reason: /balanced.*adjacency replace/,
  },
  {
    name: 'exposed labels, records added to subsets',
    mechanism: mixup({ labels: { kind: 'exposed' }, adjacency: 'add-remove' }),
    reason: /labels exposed.*adjacency replace/,
  },
  {
    name: 'exposed labels, records added under poisson',
    mechanism: mixup({ design: 'poisson', labels: { kind: 'exposed' }, adjacency: 'add-remove' }),
    reason: /labels exposed.*adjacency replace/,
  },
  {
    name: 'Laplace noise on an L2 ball without a dimension',
    mechanism: mixup({ noise: laplace, domain: { kind: 'l2-ball', radius: 1 } }),
    reason: /l2-ball.*dimension/,
  },
  {
    name: 'Laplace noise on an L2 diameter without a dimension',
    mechanism: mixup({ noise: laplace, domain: { kind: 'l2-diameter', diameter: 1 } }),
    reason: /l2-diameter.*dimension/,
  },
];

for (const { name, mechanism, reason } of REFUSED)
  test(`refused with the reason: ${name}`, (t) => {
    const error = thrown(() => account(mechanism));
    t.ok(error instanceof UnsupportedError, String(error));
    t.match(String(error), reason);
    t.end();
  });

const box = (low: number, high: number, dimension: number): Partial<Mixup> => ({
  domain: { kind: 'box', low, high, dimension },
});

const WRONG: readonly { name: string; mechanism: Mechanism; message: RegExp }[] = [
  { name: 'k > n', mechanism: mixup({ k: 101 }), message: /k must be a whole number in \[1, 100\], got 101/ },
  { name: 'k = 0', mechanism: mixup({ k: 0 }), message: /k must be a whole number/ },
  { name: 'k fractional', mechanism: mixup({ k: 2.5 }), message: /k must be a whole number.*2\.5/ },
  { name: 'k NaN', mechanism: mixup({ k: Number.NaN }), message: /k must be a whole number.*NaN/ },
  { name: 'T = 0', mechanism: mixup({ releases: 0 }), message: /releases must be a whole number/ },
  { name: 'T huge', mechanism: mixup({ releases: 1e12 }), message: /releases must be a whole number/ },
  {
    name: 'no noise',
    mechanism: mixup({ noise: { law: 'gaussian', scale: 0 } }),
    message: /scale must be finite and > 0/,
  },
  {
    name: 'noise NaN',
    mechanism: mixup({ noise: { law: 'gaussian', scale: Number.NaN } }),
    message: /scale must be.*NaN/,
  },
  {
    name: 'infinite noise',
    mechanism: mixup({ noise: { law: 'gaussian', scale: Infinity } }),
    message: /scale must be/,
  },
  {
    name: 'label noise 0',
    mechanism: mixup({ labels: { kind: 'noised', scale: 0 } }),
    message: /label scale must be/,
  },
  { name: 'empty box', mechanism: mixup(box(1, 1, 3)), message: /high must be > low = 1, got 1/ },
  { name: 'reversed box', mechanism: mixup(box(1, 0, 3)), message: /high must be > low = 1, got 0/ },
  { name: 'infinite box', mechanism: mixup(box(0, Infinity, 3)), message: /high must be a finite number/ },
  {
    name: 'box without a dimension',
    mechanism: mixup(box(0, 1, 0)),
    message: /dimension must be a whole number/,
  },
  {
    name: 'box of fractional dimension',
    mechanism: mixup(box(0, 1, 1.5)),
    message: /dimension must be a whole number/,
  },
  {
    name: 'no radius',
    mechanism: mixup({ domain: { kind: 'l2-ball', radius: 0 } }),
    message: /radius must be/,
  },
  {
    name: 'partition, half an epoch',
    mechanism: mixup({ design: 'partition', releases: 37 }),
    message: /releases must be a whole number of epochs of 25.*37/,
  },
  {
    name: 'balanced, half an epoch',
    mechanism: mixup({ design: 'balanced', releases: 50 }),
    message: /releases must be a whole number of epochs of 100.*50/,
  },
];

for (const { name, mechanism, message } of WRONG)
  test(`out of range, with field, rule and value: ${name}`, (t) => {
    const error = thrown(() => account(mechanism));
    t.ok(error instanceof DomainError, String(error));
    t.match(String(error), message);
    t.end();
  });

test('the accuracy has a range too', (t) => {
  for (const accuracy of [0, -1, 0.2, Number.NaN])
    t.ok(thrown(() => account(mixup({}), { accuracy })) instanceof DomainError, `${accuracy}`);
  t.end();
});

test('more poisons than records: nothing is claimed', (t) => {
  const { upper, pure } = account(mixup({}));
  t.equal(upper.at(1000, 101, 'forward'), 1);
  t.equal(pure(101), Infinity);
  t.throws(() => upper.at(1, 1.5, 'forward'), DomainError);
  t.throws(() => upper.at(1, -1, 'forward'), DomainError);
  t.end();
});

function thrown(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  return undefined;
}
