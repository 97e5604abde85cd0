import { test } from 'tap';
import { bestGuesses, goodnessOfFit, oneRunBound } from '../../lib/audit/index.js';
import type { Mixup } from '../../lib/core/index.js';
import { oneRunGame, oneRunPlayed } from '../../lib/games/release/one-run-game.js';

/** Every canary: q = .08, shift 1, T = 100. */
function mechanism(n: number, fields: Partial<Mixup> = {}): Mixup {
  const k = 0.08 * n;
  return {
    kind: 'mixup',
    n,
    k,
    releases: 100,
    design: 'subsets',
    noise: { law: 'gaussian', scale: 1 / k },
    domain: { kind: 'l2-ball', radius: 1 },
    labels: { kind: 'in-record' },
    adjacency: 'replace',
    ...fields,
  };
}

test('one run with many canaries: scores have their law, and the bound is the expected one', async (t) => {
  const question = { delta: 1e-5, alpha: 0.05 };
  for (const [canaries, expected] of [
    [1000, 1.39],
    [10_000, 2.27],
  ] as const) {
    const asked = mechanism(canaries);
    const { pair, laws } = oneRunPlayed(asked, canaries);
    t.ok(Math.abs(pair.present.shift - 1) < 1e-3, `${pair.present.shift}`);
    const law = laws();
    const guesses = bestGuesses(canaries, law, question);
    t.ok(
      guesses.expected > 0.95 * expected && guesses.expected < 5.6,
      `expected beforehand: ${guesses.expected}`,
    );
    const game = oneRunGame({ kind: 'one-run', mechanism: asked, canaries, seed: '1' });
    const outcome = game.collect([await game.play(0)]);
    const { value } = oneRunBound(outcome, { ...question, guesses });
    t.ok(value < 5.62 && value > 0.6 * expected, `measured: ${value}`);
    const present = outcome.present.reduce((a, b) => a + b, 0);
    t.ok(Math.abs(present - canaries / 2) < 4 * Math.sqrt(canaries / 4), 'fair coins');
    for (const [world, coin] of [
      ['absent', 0],
      ['present', 1],
    ] as const) {
      // canaries of one run share their groups; each by itself has the law, and with q small nearly independently
      const scores = outcome.scores.filter((_, i) => outcome.present[i] === coin);
      t.notOk(goodnessOfFit(scores, law[world], 1e-4, world).rejected, world);
    }
  }
});

test('boxes, Poisson groups and Laplace noise', async (t) => {
  const box = { kind: 'box', low: 0, high: 1, dimension: 600 } as const;
  for (const fields of [
    { domain: box },
    { domain: box, design: 'poisson' },
    { design: 'poisson' },
    { noise: { law: 'laplace', scale: 1 / 40 }, domain: { kind: 'l1-ball', radius: 1 } },
  ] as const) {
    const asked = mechanism(500, fields);
    const { laws } = oneRunPlayed(asked, 500);
    const game = oneRunGame({ kind: 'one-run', mechanism: asked, canaries: 500, seed: '2' });
    const outcome = game.collect([await game.play(0)]);
    const law = laws();
    for (const [world, coin] of [
      ['absent', 0],
      ['present', 1],
    ] as const) {
      const scores = outcome.scores.filter((_, i) => outcome.present[i] === coin);
      t.notOk(goodnessOfFit(scores, law[world], 1e-4, world).rejected, `${JSON.stringify(fields)} ${world}`);
      const other = law[world === 'absent' ? 'present' : 'absent'];
      t.ok(goodnessOfFit(scores, other, 1e-4, world).rejected, 'and not that of the other world');
    }
  }
});

test('canaries need a coordinate each', (t) => {
  const domain = { kind: 'l2-ball', radius: 1, dimension: 10 } as const;
  t.throws(() => oneRunPlayed(mechanism(100, { domain }), 11), /canaries must be at most the dimension/);
  t.throws(() => oneRunPlayed(mechanism(100), 101), /canaries must be a whole number in \[1, 100\]/);
  t.end();
});
