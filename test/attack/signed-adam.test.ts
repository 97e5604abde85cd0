import assert from 'node:assert/strict';
import { test } from 'tap';
import { lowestOf } from '../../lib/attack/descent/restarts.js';
import { type Objective, signedAdam } from '../../lib/attack/descent/signed-adam.js';
import { Draws, seededBits } from '../../lib/random/index.js';

test('signed Adam goes downhill and never leaves the budget or the pixels', async () => {
  const wanted = Float32Array.of(0.3, 0.9, -2, 3);
  const objective: Objective = (x) => ({
    loss: x.reduce((sum, value, i) => sum + (value - wanted[i]) ** 2, 0),
    gradient: x.map((value, i) => 2 * (value - wanted[i])),
  });
  const seen: number[] = [];
  const x = await signedAdam({
    start: Float32Array.of(0.5, 0.5, 0.5, 0.5),
    centre: Float32Array.of(0.4, 0.5, 0.1, 0.9),
    reach: 0.25,
    pixels: { low: 0, high: 1 },
    steps: 200,
    rate: 0.1,
    objective,
    before: async (step, at) => {
      seen.push(step);
      assert.ok(at.every((value) => value >= 0 && value <= 1));
    },
  });
  assert.deepEqual(
    seen,
    Array.from({ length: 200 }, (_, i) => i),
  );
  for (const [i, expected] of [0.3, 0.75, 0, 1].entries())
    assert.ok(Math.abs(x[i] - expected) < 2e-3, `${x[i]} and ${expected}`);
});

test('of several restarts the lowest is kept', async () => {
  // two valleys: 0.2 is lower than 0.8
  const objective: Objective = (x) => ({
    loss: x[0] < 0.5 ? (x[0] - 0.2) ** 2 : 0.1 + (x[0] - 0.8) ** 2,
    gradient: Float32Array.of(2 * (x[0] - (x[0] < 0.5 ? 0.2 : 0.8))),
  });
  const found = await lowestOf({
    restarts: 12,
    draws: new Draws(seededBits('starts')),
    centre: Float32Array.of(0.5),
    reach: 0.5,
    pixels: { low: 0, high: 1 },
    steps: 100,
    rate: 0.01,
    objective,
    score: (x) => objective(x).loss,
  });
  assert.ok(Math.abs(found.features[0] - 0.2) < 0.01 && found.loss < 0.01);
  assert.ok(found.highest > 0.09, 'some start led to the other valley');
});
