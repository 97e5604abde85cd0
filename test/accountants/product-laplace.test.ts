import { test } from 'tap';
import { account } from '../../lib/accountants/index.js';
import { epsilonAt } from '../../lib/convert/index.js';
import { DIRECTIONS, type Domain, type Mixup } from '../../lib/core/index.js';

// Laplace noise on every coordinate of a box: far better than the L1 norm of the box alone would tell.
// All data sets of two coordinates are enumerated in test/brute-force/subsets.test.ts.

const size = { n: 1000, k: 4 };

const released = (domain: Domain, releases: number): Mixup => ({
  kind: 'mixup',
  ...size,
  releases,
  design: 'subsets',
  noise: { law: 'laplace', scale: 1 },
  domain,
  labels: { kind: 'in-record' },
  adjacency: 'replace',
});
const box = (dimension: number): Domain => ({ kind: 'box', low: 0, high: 1, dimension });
const ball = (diameter: number): Domain => ({ kind: 'l1-diameter', diameter });

test('64 coordinates, T = 1000: epsilon 5.966 at 1e-5, where the L1 norm gives 143.75', (t) => {
  const product = account(released(box(64), 1000));
  const norm = account(released(ball(64), 1000));
  const [found, alone] = [epsilonAt(product.upper, 1e-5, 1), epsilonAt(norm.upper, 1e-5, 1)];
  t.ok(Math.abs(found - 5.966) <= 0.002 * 5.966, `${found}`);
  t.ok(Math.abs(alone - 143.75) <= 0.002 * 143.75, `${alone}`);
  const two = epsilonAt(product.upper, 1e-5, 2);
  t.ok(two > found && two < epsilonAt(norm.upper, 1e-5, 2), `r = 2: ${two}`);
  // all coordinates at once may move as far as the norm allows: the largest loss is the same
  t.ok(Math.abs(product.pure(1) / norm.pure(1) - 1) < 1e-9, `${product.pure(1)} of ${norm.pure(1)}`);
  t.end();
});

test('one coordinate: the L1 bound', (t) => {
  const [product, norm] = [account(released(box(1), 1000)), account(released(ball(1), 1000))];
  for (const epsilon of [-1, -0.1, 0, 0.01, 0.1, 0.3, 1])
    for (const poisons of [1, 3])
      for (const direction of DIRECTIONS) {
        const found = product.upper.at(epsilon, poisons, direction);
        const expected = norm.upper.at(epsilon, poisons, direction);
        t.ok(Math.abs(found - expected) <= 1e-9 * expected, `${epsilon}: ${found} of ${expected}`);
      }
  t.end();
});

test('one release: q times the profile of D plain Laplace releases, one a coordinate', (t) => {
  // delta(e) = q delta_D(ln(1 + (exp(e) - 1)/q)), reached by opposite corners; delta_D by another road, additive noise
  const q = size.k / size.n;
  for (const dimension of [2, 8, 64]) {
    const { upper } = account(released(box(dimension), 1));
    const plain = account(
      {
        kind: 'additive',
        noise: { law: 'laplace', scale: size.k },
        sensitivity: 1,
        releases: dimension,
        adjacency: 'replace',
      },
      { accuracy: 1e-4 },
    );
    for (const epsilon of [0, 0.001, 0.01, 0.02, 0.05, 0.2, 0.5]) {
      const [low, high] = plain.enclosure(Math.log1p(Math.expm1(epsilon) / q), 1, 'forward');
      for (const direction of DIRECTIONS) {
        const found = upper.at(epsilon, 1, direction);
        const name = `D ${dimension}, epsilon ${epsilon}: ${found} of [${q * low}, ${q * high}]`;
        t.ok(found >= q * low * (1 - 1e-12), `${name}, sound`);
        t.ok(found <= q * high * 1.002, `${name}, tight`);
      }
    }
  }
  t.end();
});
