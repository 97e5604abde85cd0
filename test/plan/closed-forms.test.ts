import { readFileSync } from 'node:fs';
import { Decimal } from 'decimal.js';
import { type Test, test } from 'tap';
import type { Mechanism, Mixup } from '../../lib/core/index.js';
import { bigLowerTail, bigUpperTail } from '../../lib/plan/decimal-binomial.js';
import { bigDelta, bigPure, closedForm } from '../../lib/plan/decimal-forms.js';
import { type Big, big, bigNormalTail } from '../../lib/plan/decimal-normal.js';

interface Fixture {
  readonly tails: readonly { x: string; tail: string }[];
  readonly gaussian: readonly { mu: string; epsilon: string; delta: string }[];
  readonly pure: readonly { n: number; k: number; r: number; eta: string; epsilon: string }[];
  readonly binomial: readonly { successes: number; trials: number; p: number; upper: string }[];
}

const fixture = JSON.parse(readFileSync('test/fixtures/closed-forms.json', 'utf8')) as Fixture;

/** Agreement to 45 digits; the fixture holds 50. */
function close(t: Test, found: Big | undefined, expected: string, name: string): void {
  const Exact = Decimal.clone({ precision: 80 });
  const error = found === undefined ? undefined : new Exact(found).minus(expected).div(expected).abs();
  t.ok(error?.lt('1e-45'), `${name}: relative error ${error?.toString()}`);
}

const mixup = (changes: Partial<Mixup>): Mixup => ({
  kind: 'mixup',
  n: 100,
  k: 4,
  releases: 100,
  design: 'subsets',
  noise: { law: 'gaussian', scale: 0.5 },
  domain: { kind: 'l2-ball', radius: 1 },
  labels: { kind: 'in-record' },
  adjacency: 'replace',
  ...changes,
});

test('60-digit functions agree with mpmath', (t) => {
  for (const { x, tail } of fixture.tails) close(t, bigNormalTail(big(Number(x))), tail, `tail ${x}`);
  for (const { mu, epsilon, delta } of fixture.gaussian)
    close(
      t,
      bigDelta({ law: 'gaussian', shift: big(Number(mu)) }, Number(epsilon)),
      delta,
      `gauss ${mu} ${epsilon}`,
    );
  for (const { n, k, r, eta, epsilon } of fixture.pure) {
    const mechanism = mixup({
      n,
      k,
      releases: 1,
      noise: { law: 'laplace', scale: 1 / k },
      domain: { kind: 'l1-diameter', diameter: Number(eta) },
    });
    close(t, bigPure(mechanism, r), epsilon, `pure ${n} ${k} ${r} ${eta}`);
  }
  for (const { successes, trials, p, upper } of fixture.binomial) {
    close(t, bigUpperTail(successes, trials, p), upper, `upper tail ${successes}/${trials}`);
    if (successes > 0) {
      const rest = big(1).minus(bigLowerTail(successes - 1, trials, p));
      close(t, rest, upper, `complement of the lower tail ${successes}/${trials}`);
    }
  }
  t.end();
});

test('doubles are taken at their exact value', (t) => {
  t.equal(big(0.1).toFixed(55), '0.1000000000000000055511151231257827021181583404541015625');
  close(t, big(2 ** -1074).times(big(2).pow(1074)), '1', 'the smallest double');
  t.equal(big(1e300).toFixed(0), BigInt(1e300).toString());
  t.end();
});

test('closed forms: which shift a mechanism has', (t) => {
  const shift = (mechanism: Mechanism, r = 1): number | undefined =>
    closedForm(mechanism, r)?.shift.toNumber();
  const near = (found: number | undefined, expected: number, name: string): void =>
    void t.ok(found !== undefined && Math.abs(found - expected) < 1e-14 * expected, `${name}: ${found}`);
  near(
    shift(mixup({ design: 'partition', releases: 75 }), 2),
    2 * Math.sqrt(3),
    'partition: r s sqrt(E), s = 1',
  );
  near(
    shift(mixup({ design: 'balanced', releases: 300 }), 3),
    Math.sqrt(4 * 3 * 3 * 3),
    'balanced: s sqrt(m r min(k, r))',
  );
  near(shift(mixup({ n: 4, releases: 9 }), 2), 6, 'k = n: r s sqrt(T)');
  near(
    shift(mixup({ n: 4, releases: 1, labels: { kind: 'noised', scale: 0.25 } })),
    Math.sqrt(1 + 2),
    'noised labels: sqrt(2)/(k sigma_y) beside the features',
  );
  near(
    shift(mixup({ n: 4, releases: 1, domain: { kind: 'box', low: -1, high: 1, dimension: 4 } })),
    2,
    'a box: diameter 2 sqrt d',
  );
  near(
    shift(mixup({ n: 4, releases: 1, domain: { kind: 'l2-diameter', diameter: 1 } })),
    0.5,
    'a diameter is no radius',
  );
  near(shift({ kind: 'guarantee', adjacency: 'replace', form: { kind: 'gdp', mu: 0.5 } }, 3), 1.5, 'r mu');
  near(
    shift({ kind: 'dp-sgd', rate: 1, noiseMultiplier: 2, steps: 4, adjacency: 'replace' }),
    2,
    'full batches, replaced',
  );
  near(
    shift({ kind: 'dp-sgd', rate: 1, noiseMultiplier: 2, steps: 4, adjacency: 'add-remove' }),
    1,
    'full batches, added',
  );
  t.equal(shift(mixup({})), undefined, 'sampling has no closed form');
  t.equal(shift(mixup({ design: 'poisson' })), undefined);
  t.equal(shift(mixup({ n: 4, labels: { kind: 'exposed' } })), undefined);
  t.equal(
    shift({ kind: 'dp-sgd', rate: 0.5, noiseMultiplier: 2, steps: 4, adjacency: 'replace' }),
    undefined,
  );
  t.end();
});
