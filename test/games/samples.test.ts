import { test } from 'tap';
import { coincidences, goodnessOfFit, observationFit, tailCounts } from '../../lib/audit/index.js';
import type { Mixup } from '../../lib/core/index.js';
import { describePair, samplePair } from '../../lib/games/elsewhere/sample-pair.js';
import { pairOfSamples, type Samples, scoreSamples } from '../../lib/games/elsewhere/samples.js';
import { labelGame } from '../../lib/games/release/label-game.js';
import { Draws, seededBits } from '../../lib/random/index.js';
import { normals } from './mutants.js';
import { mechanism, played } from './small-game.js';

test('samples from elsewhere: what does not fit is named', (t) => {
  const asked = mechanism({ releases: 2 });
  const samples = (fields: Partial<Samples> = {}): Samples => ({
    name: 'a.npy',
    shape: [3, 2],
    values: new Float64Array(6),
    resolution: 'float64',
    ...fields,
  });
  const run = (absent: Samples, present: Samples = samples({ name: 'b.npy' }), of = asked): unknown =>
    scoreSamples(of, 'one-sided', 1, { absent, present });
  t.doesNotThrow(() => run(samples()));
  t.doesNotThrow(() => run(samples({ shape: [3, 2, 1] })) && undefined);
  t.throws(() => run(samples({ shape: [6] })), /shape of a.npy must be \(N, T\) or \(N, T, d\), got \(6\)/);
  t.throws(() => run(samples({ shape: [2, 3] })), /mixtures of a trial of a.npy must be .* 2, got 3/);
  t.throws(() => run(samples({ shape: [3, 2, 2], values: new Float64Array(12) })), /features of a.npy/);
  t.throws(() => run(samples({ values: new Float64Array(5) })), /values of a.npy must be 3 \* 2 \* 1, got 5/);
  t.throws(() => run(samples({ shape: [0, 2], values: new Float64Array(0) })), /trials of a.npy/);
  t.throws(
    () => run(samples({ shape: [4, 2], values: new Float64Array(8) })),
    /trials must be as many in both worlds, 4, got 3/,
  );
  for (const bad of [NaN, Infinity])
    t.throws(
      () => run(samples({ values: Float64Array.of(0, 0, 0, 0, bad, 0) })),
      /value 4 of a.npy must be a finite/,
    );
  t.end();
});

test('the pair for another implementation is told in words', (t) => {
  const pair = samplePair(mechanism({ n: 50, k: 4, releases: 100 }), 'one-sided', 2);
  t.equal(
    describePair(pair),
    [
      'Two data sets of 50 records with 1 feature, all of one class:',
      '  absent   records 0 to 1 = -1, the other 48 = -1',
      '  present  records 0 to 1 = 1, the other 48 = -1',
      'Run the implementation N times on each, with fresh randomness every time: 100 mixtures by design subsets,',
      'each mean of 4 records, plus gaussian noise of scale 0.5 in every feature.',
      'Save what it releases as two NumPy arrays of float64 or float32, shape (N, 100).',
    ].join('\n'),
  );
  t.equal(pair.shift, 1);
  t.end();
});

test('a correct mixer of three features in float32 is silent, one with less noise is not', (t) => {
  const domain = { kind: 'box', low: 0, high: 1, dimension: 3 } as const;
  const asked = mechanism({ domain });
  const [trials, { n, k, releases, noise }] = [4000, asked];
  const mixer = (canary: number, scale: number, path: string): Samples => {
    const draws = new Draws(seededBits('float32', path));
    const z = normals(trials * releases * 3, path);
    const values = z.slice();
    for (let row = 0; row < trials * releases; row += 1) {
      // record 0 is in the group of k with probability k/n; all others are 0
      const mean = draws.below(n) < k ? canary / k : 0;
      for (let c = 0; c < 3; c += 1)
        values[3 * row + c] = Math.fround(mean + scale * noise.scale * z[3 * row + c]);
    }
    return { name: path, shape: [trials, releases, 3], values, resolution: 'float32' };
  };
  const rejections = (scale: number): string[] => {
    const samples = { absent: mixer(0, scale, 'absent'), present: mixer(1, scale, 'present') };
    const pair = pairOfSamples(asked, 'one-sided', 1, samples);
    const { scores, observations } = scoreSamples(asked, 'one-sided', 1, samples);
    const [score, one] = [pair.scores(), pair.observations()];
    return (['absent', 'present'] as const).flatMap((world) => {
      const tests = {
        score: goodnessOfFit(scores[world], score[world], 1e-3, world),
        releases: observationFit(observations[world], one[world], 1e-3, world),
        tails: tailCounts(observations[world], one[world], 1e-3, world),
        repeats: coincidences(observations[world], one[world], 1e-3, world),
      };
      return Object.entries(tests).flatMap(([name, { rejected }]) => (rejected ? [`${name} ${world}`] : []));
    });
  };
  t.same(rejections(1), []);
  t.ok(rejections(0.9).includes('score absent') && rejections(0.9).includes('releases present'));
  t.end();
});

test('labels: exposed ones show the canary, noised ones do not', async (t) => {
  const play = (labels: Mixup['labels']) =>
    played(labelGame({ kind: 'labels', mechanism: mechanism({ labels }), trials: 3000, seed: '1' }));
  const { scores } = await play({ kind: 'exposed' });
  t.ok(scores.absent.every((score) => score === 0));
  const mean = scores.present.reduce((a, b) => a + b) / 3000;
  t.ok(Math.abs(mean - 8 / 4) < 0.1, `T k/n releases hold the canary, got ${mean}`);
  const noised = await play({ kind: 'noised', scale: 0.4 });
  for (const side of ['absent', 'present'] as const)
    t.ok(noised.scores[side].reduce((a, b) => a + b) < 60, 'rare in both worlds');
  t.throws(
    () => labelGame({ kind: 'labels', mechanism: mechanism(), trials: 1, seed: '1' }),
    /labels in-record/,
  );
});
