import { test } from 'tap';
import { clopperPearsonBound, type Worlds } from '../../lib/audit/index.js';
import type { Mixup } from '../../lib/core/index.js';
import { addExactLabels, labelGame } from '../../lib/games/release/label-game.js';
import { ALPHA, audit, CLAIMED, DELTA, finds, mechanism, RELEASES, TRIALS } from './audit-samples.js';
import {
  coarseLaplaces,
  dirichlet,
  K,
  laplaces,
  type Noises,
  plain,
  SIGMA,
  subsets,
  worlds,
} from './mutants.js';

const LAPLACE = mechanism('laplace');
const SIZE = TRIALS * RELEASES;
const HELD = subsets(TRIALS, RELEASES, 'present');

const EXPONENTIAL: Noises = { absent: laplaces(SIZE, 'absent'), present: laplaces(SIZE, 'present') };

test('a correct Laplace mixer: every statistic is silent, and the family bound is tight', (t) => {
  const { found, inverted, exact, counted } = audit(LAPLACE, ...worlds(HELD, plain, EXPONENTIAL));
  const family = inverted();
  t.same(found, []);
  t.ok(family >= 0.94 * exact[0] && family <= exact[1], `${family} of ${exact}`);
  t.ok(counted < exact[1], `${counted}`);
  t.end();
});

test('Dirichlet weights under Laplace noise: no bound sees them', (t) => {
  const { found, inverted, exact } = audit(
    LAPLACE,
    ...worlds(dirichlet(HELD, 'laplace'), plain, EXPONENTIAL),
  );
  const family = inverted();
  finds(t, found, ['fit present']);
  t.ok(family < exact[1], `${family}`);
  t.end();
});

test('Laplace noise from uniform numbers of 24 bits', (t) => {
  const coarse = { absent: coarseLaplaces(SIZE, 'absent'), present: coarseLaplaces(SIZE, 'present') };
  const { found } = audit(LAPLACE, ...worlds(HELD, plain, coarse));
  t.same(
    found.filter((name) => !name.startsWith('repeats')),
    [],
    'nothing else sees it',
  );
  finds(t, found, ['repeats absent', 'repeats present']);
  t.end();
});

test('labels without noise, of another mixer', (t) => {
  // one-hot labels of two classes, mixed and released as they are: what the features hide, the second column tells
  const trials = 1e4;
  const found = (canary: boolean): Float64Array => {
    const scores = new Float64Array(trials);
    const labels = HELD.subarray(0, trials * RELEASES);
    const rows = Float32Array.from({ length: 2 * labels.length }, (_, i) => {
      const held = canary ? labels[i >>> 1] : 0;
      return i % 2 === 0 ? 1 - held : held;
    });
    addExactLabels(rows, 2, K, RELEASES, scores);
    return scores;
  };
  const scores: Worlds = { absent: found(false), present: found(true) };
  const rule = { kind: 'explicit', at: 0.5 } as const;
  const bound = clopperPearsonBound(scores, { delta: DELTA, alpha: ALPHA, rule });
  t.ok(bound.value > CLAIMED, `${bound.value}`);
  t.ok(scores.absent.every((score) => score === 0));
  t.end();
});

test('exposed labels, accounted as noised ones: our own sampler', async (t) => {
  const play = async (labels: Mixup['labels']): Promise<Worlds> => {
    const game = labelGame({
      kind: 'labels',
      mechanism: mechanism('gaussian', { labels }),
      trials: 1e4,
      seed: '1',
    });
    const units: Float64Array[] = [];
    for (let unit = 0; unit < game.units; unit += 1) units.push(await game.play(unit));
    return game.collect(units).scores;
  };
  const question = { delta: DELTA, alpha: ALPHA, rule: { kind: 'explicit', at: 0.5 } } as const;
  const exposed = await play({ kind: 'exposed' });
  t.ok(clopperPearsonBound(exposed, question).value > CLAIMED);
  t.ok(exposed.absent.every((score) => score === 0));
  const missed = exposed.present.filter((score) => score === 0).length / 1e4;
  t.ok(Math.abs(missed - 0.92 ** RELEASES) < 0.001, `false negatives (1 - q)^T, got ${missed}`);
  const noised = await play({ kind: 'noised', scale: SIGMA });
  t.ok(clopperPearsonBound(noised, question).value < 0.5, 'with noise the same game finds nothing');
});
