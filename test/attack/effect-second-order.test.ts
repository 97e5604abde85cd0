import { test } from 'tap';
import type { Attack } from '../../lib/attack/attack.js';
import { gradientMatching } from '../../lib/attack/gradient-matching.js';
import { hiddenTrigger } from '../../lib/attack/hidden-trigger.js';
import { influenceFlip } from '../../lib/attack/label-flip-influence.js';
import { labelFlipRandom } from '../../lib/attack/label-flip-random.js';
import { sleeperAgent } from '../../lib/attack/sleeper-agent.js';
import { proportionLowerBound, proportionUpperBound } from '../../lib/numerics/index.js';
import type { Extractor } from '../../lib/train/index.js';
import { frozenExtractor, glyphParts, meanOf, type Played, playOnce } from './scene-for-tests.js';

const parts = glyphParts();
/** 5 % of those trained on. */
const poisons = Math.round(0.05 * parts.train.count);

async function plays(
  attack: Attack,
  settings: object,
  seeds: number,
  extractor?: Extractor,
): Promise<Played[]> {
  const played: Played[] = [];
  for (let seed = 0; seed < seeds; seed += 1)
    played.push(
      await playOnce(attack, settings, {
        parts,
        poisons,
        seed: `${seed}`,
        ...(extractor === undefined ? {} : { extractor }),
      }),
    );
  return played;
}

const success = (played: readonly Played[]) => meanOf(played, ({ poisoned }) => poisoned.success);
const baseline = (played: readonly Played[]) => meanOf(played, ({ clean }) => clean.success);
const cost = (played: readonly Played[]) =>
  meanOf(played, ({ clean, poisoned }) => clean.accuracy - poisoned.accuracy);

// The bands are what was measured, and room on both sides: an attack that no longer works leaves them. Settings are
// smaller than the defaults where the time of the tests asks for it.

test('gradient matching meets its targets, at little cost in accuracy', async (t) => {
  const played = await plays(gradientMatching, { restarts: 1, steps: 100 }, 16);
  const hits = (of: 'clean' | 'poisoned') => played.filter((play) => play[of].success === 1).length;
  t.ok(success(played) >= 0.4 && success(played) <= 0.95, `${success(played)}`); // .69 of 16, .65 of 20 with all steps and restarts: 1
  // each at 97.5 %
  const low = proportionLowerBound(hits('poisoned'), played.length, 0.0125);
  t.ok(low > proportionUpperBound(hits('clean'), played.length, 0.0125), 'clear of the clean models');
  t.ok(cost(played) < 0.05, `${cost(played)}`); // .02
});

test('sleeper agent: the trigger that no poison bears works', async (t) => {
  const played = await plays(sleeperAgent, { steps: 100, retrain: 2 }, 4);
  t.ok(success(played) >= 0.2 && success(played) <= 0.8, `${success(played)}`); // .55 of 4, .46 of 8
  t.ok(baseline(played) < 0.1, `${baseline(played)}`); // .01
  t.ok(cost(played) < 0.05, `${cost(played)}`); // .02
});

test('hidden trigger, against a last layer on a frozen extractor: the trigger that no poison bears works', async (t) => {
  const extractor = await frozenExtractor(parts);
  const played = await plays(hiddenTrigger, { steps: 60 }, 5, extractor);
  extractor.dispose();
  t.ok(success(played) >= 0.25 && success(played) <= 0.8, `${success(played)}`); // .43 of 5, .59 of 6 with 100 steps
  t.ok(baseline(played) < 0.1, `${baseline(played)}`); // .01
  t.ok(cost(played) < 0.05, `${cost(played)}`); // .02
});

test('flips by influence cost more accuracy than flips at random', async (t) => {
  const [ranked, random] = [await plays(influenceFlip, {}, 2), await plays(labelFlipRandom, {}, 2)];
  t.ok(cost(ranked) >= 0.015 && cost(ranked) <= 0.1, `${cost(ranked)}`); // .025 of 2, .040 of 5
  t.ok(cost(ranked) > 1.5 * cost(random), `${cost(random)}`); // .003 of 2, .010 of 5
});
