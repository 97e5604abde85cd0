import { test } from 'tap';
import { attackOf } from '../../lib/attack/attacks.js';
import { gradientSpec } from '../../lib/train/index.js';
import {
  digitParts,
  glyphParts,
  meanOf,
  NO_DIGITS,
  type Parts,
  type Played,
  playOnce,
} from './scene-for-tests.js';

/** A network that learns its records: 64-32-10. */
const LEARNER = gradientSpec('mlp', { epochs: 30, batch: 64, hidden: [32], rate: 0.003, decay: 0.1 });
const SEEDS = ['0', '1', '2'];

const GLYPHS = glyphParts();

async function plays(kind: string, settings: object, parts: Parts, poisons: number): Promise<Played[]> {
  const played: Played[] = [];
  for (const seed of SEEDS)
    played.push(await playOnce(attackOf(kind), settings, { parts, poisons, seed, learner: LEARNER }));
  return played;
}

/** An undefended network on 900 glyphs: where the mean success over three seeds lay, with room for another backend. */
interface Band {
  readonly kind: string;
  readonly settings: object;
  /** replaced records */
  readonly poisons: number;
  /** success, lowest and highest */
  readonly success: readonly [number, number];
  /** success of the clean network on the same queries, at most */
  readonly clean: number;
}

const BANDS: readonly Band[] = [
  // measured .11 against .01
  { kind: 'label-flip', settings: {}, poisons: 270, success: [0.06, 0.25], clean: 0.03 },
  // .40 against 0
  { kind: 'label-flip-targeted', settings: {}, poisons: 45, success: [0.2, 0.7], clean: 0.05 },
  // .87 against .01
  { kind: 'badnets', settings: {}, poisons: 45, success: [0.7, 1], clean: 0.05 },
  // .91 against .01
  { kind: 'blended', settings: {}, poisons: 45, success: [0.7, 1], clean: 0.05 },
  // .35 against .08: a wave of six periods on eight pixels is a coarse one
  {
    kind: 'sig',
    settings: { target: 'plus', testAmplitude: 0.4 },
    poisons: 72,
    success: [0.2, 0.6],
    clean: 0.15,
  },
  // .96 against .03
  { kind: 'adaptive-blend', settings: { testAlpha: 0.4 }, poisons: 72, success: [0.75, 1], clean: 0.1 },
  // .56 against .04
  { kind: 'adaptive-patch', settings: {}, poisons: 45, success: [0.3, 0.9], clean: 0.1 },
  // the others are one query a seed: 1 against 0
  { kind: 'canary', settings: {}, poisons: 8, success: [1, 1], clean: 0 },
  { kind: 'canary', settings: { canary: 'outlier' }, poisons: 2, success: [1, 1], clean: 0 },
  { kind: 'clip-bkd', settings: {}, poisons: 2, success: [1, 1], clean: 0 },
  { kind: 'watermark', settings: {}, poisons: 9, success: [1, 1], clean: 0 },
];

for (const { kind, settings, poisons, success, clean } of BANDS)
  test(`${kind} ${JSON.stringify(settings)} does to glyphs what it did before`, async (t) => {
    const played = await plays(kind, settings, GLYPHS, poisons);
    const reached = meanOf(played, (play) => play.poisoned.success);
    t.ok(reached >= success[0] && reached <= success[1], `success ${reached}`);
    const baseline = meanOf(played, (play) => play.clean.success);
    t.ok(baseline <= clean, `without poisons ${baseline}`);
    t.ok(
      played.every((play) => play.poisoned.success > play.clean.success),
      'more than without, in every pair',
    );
    t.ok(meanOf(played, (play) => play.clean.accuracy) > 0.95, 'the network is a good one');
  });

test('BadNets of 2 x 2 pixels on the digits: 1 % and 5 % of the records', { skip: NO_DIGITS }, async (t) => {
  const parts = await digitParts();
  // measured over 20 seeds: .77 and .98, without poisons .03
  for (const [share, least] of [
    [0.01, 0.6],
    [0.05, 0.9],
  ]) {
    const played = await plays('badnets', {}, parts, Math.round(share * parts.train.count));
    const reached = meanOf(played, (play) => play.poisoned.success);
    t.ok(reached >= least, `${share}: ${reached}`);
    t.ok(meanOf(played, (play) => play.clean.success) <= 0.1);
    t.ok(meanOf(played, (play) => play.poisoned.accuracy) > 0.93, 'the backdoor costs no accuracy');
  }
});
