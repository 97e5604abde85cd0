import * as fc from 'fast-check';
import { test } from 'tap';
import { composePair } from '../../lib/accountants/compose-pair.js';
import { discretiseDown, discretiseUp } from '../../lib/accountants/discretise.js';
import { lossCells } from '../../lib/accountants/loss-cells.js';
import { selfCompose } from '../../lib/accountants/self-compose.js';
import type { LossPair, Mass } from '../../lib/core/index.js';

const SEED = 20210303;

interface Finite {
  readonly loss: readonly number[];
  readonly p: readonly number[];
}

/** A pair with finitely many losses: P-masses, and losses moved together until the Q-masses sum to 1. */
const finite = fc
  .record({
    counts: fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 2, maxLength: 6 }),
    raw: fc.array(fc.noBias(fc.integer({ min: -1000, max: 1000 })), { minLength: 6, maxLength: 6 }),
    scale: fc.constantFrom(1e-5, 1e-4, 1e-3, 5e-3, 2e-2),
  })
  .map(({ counts, raw, scale }): Finite => {
    const p = counts.map((count) => count / counts.reduce((a, b) => a + b));
    const q = p.reduce((sum, x, i) => sum + x * Math.exp(-scale * (raw[i] as number)), 0);
    return { p, loss: p.map((_, i) => scale * (raw[i] as number) + Math.log(q)) };
  });

function pairOf({ loss, p }: Finite): LossPair {
  const mass = (inside: (l: number) => boolean): Mass => {
    const kept = loss.map((l, i) => (inside(l) ? (p[i] as number) : 0));
    const q = kept.reduce((sum, x, i) => sum + x * Math.exp(-(loss[i] as number)), 0);
    return { p: kept.reduce((a, b) => a + b), q, slack: 1e-14 };
  };
  return {
    tie: mass((l) => l === 0),
    infinity: 0,
    support: [Math.min(...loss), Math.max(...loss)],
    above: (l) => mass((x) => x > l),
    below: (l) => mass((x) => x < l),
    momentAbove: () => Infinity,
  };
}

const profile = (loss: readonly number[], p: readonly number[], a: number): number =>
  loss.reduce((sum, l, i) => sum + (p[i] as number) * Math.max(0, 1 - a * Math.exp(-l)), 0);

const grid = fc.record({
  points: fc.oneof(fc.noBias(fc.integer({ min: 2, max: 9 })), fc.noBias(fc.integer({ min: 2, max: 400 }))),
  left: fc.noBias(fc.integer({ min: 5, max: 30 })),
  right: fc.noBias(fc.integer({ min: 5, max: 30 })),
});

test('on any grid, however coarse or short, one side dominates and the other is dominated', (t) => {
  let useful = 0;
  fc.assert(
    fc.property(
      finite,
      grid,
      fc.noBias(fc.integer({ min: 0, max: 1000 })),
      (pair, { points, left, right }, at) => {
        const span = Math.max(...pair.loss.map(Math.abs));
        const step = (1.3 * span) / points;
        const first = -Math.ceil((left / 20) * points) - 1;
        const count = Math.ceil((right / 20) * points) + 2 - first;
        const placed = { offset: 0, step, first, count };
        const cells = lossCells(pairOf(pair), placed);
        const [upper, lower] = [discretiseUp(cells), discretiseDown(cells)];
        const losses = Array.from(lower.mass, (_, i) => (first + i) * step);
        if (lower.mass.some((m) => m > 0)) useful++;
        // anywhere, at 0, and at a point of the grid
        const places = [Math.exp(((at - 500) / 300) * span), 0, Math.exp(losses[at % count] as number)];
        return places.every((a) => {
          const exact = profile(pair.loss, pair.p, a);
          const below = profile(losses, Array.from(lower.mass), a);
          const above = profile(losses, Array.from(upper.mass), a) + upper.infinity;
          return lower.mass.every((m) => m >= 0) && below <= exact + 1e-15 && above >= exact - 1e-15;
        });
      },
    ),
    { seed: SEED, numRuns: 4000 },
  );
  t.ok(useful > 2000, `${useful} lower profiles say something`);
  t.end();
});

/** All compositions of T copies of three losses, by the multinomial law. */
function composed({ loss, p }: Finite, copies: number): { loss: number[]; p: number[] } {
  const logFactorial = [0];
  for (let i = 1; i <= copies; i++) logFactorial.push((logFactorial[i - 1] as number) + Math.log(i));
  const all: { loss: number[]; p: number[] } = { loss: [], p: [] };
  for (let i = 0; i <= copies; i++)
    for (let j = 0; j <= copies - i; j++) {
      const counts = [i, j, copies - i - j];
      let [total, weight] = [0, logFactorial[copies] as number];
      counts.forEach((count, m) => {
        total += count * (loss[m] as number);
        weight += count * Math.log(p[m] as number) - (logFactorial[count] as number);
      });
      all.loss.push(total);
      all.p.push(Math.exp(weight));
    }
  return all;
}

test('T copies of three losses: the enclosure holds the multinomial sum, and is narrow', (t) => {
  const widths: number[] = [];
  fc.assert(
    fc.property(
      finite.filter(({ p, loss }) => p.length >= 3 && Math.max(...loss.map(Math.abs)) < 15),
      fc.integer({ min: 2, max: 40 }),
      fc.integer({ min: 0, max: 100 }),
      ({ loss, p }, copies, along) => {
        const kept = p.slice(0, 3);
        const total = kept.reduce((a, b) => a + b);
        const three = kept.map((x) => x / total);
        const q = three.reduce((sum, x, i) => sum + x * Math.exp(-(loss[i] as number)), 0);
        const pair = { p: three, loss: loss.slice(0, 3).map((l) => l + Math.log(q)) };
        const all = composed(pair, copies);
        const { upper, lower } = composePair(pairOf(pair), copies, 1e-3);
        const epsilon = (along / 100) * Math.max(...all.loss);
        const exact = profile(all.loss, all.p, Math.exp(epsilon));
        const [low, high] = [lower(epsilon), upper(epsilon)];
        if (exact > 1e-4 && exact < 0.9) widths.push(high - low);
        return low <= exact * (1 + 1e-10) && high >= exact * (1 - 1e-10);
      },
    ),
    { seed: SEED, numRuns: 40 },
  );
  // next to one of the few composed losses delta is steep, and some enclosures are wide
  const median = widths.sort((a, b) => a - b)[Math.floor(widths.length / 2)] ?? 1;
  t.ok(widths.length >= 10 && median < 0.01, `${widths.length} enclosures, in the middle ${median} wide`);
  t.end();
});

/** T-fold convolution, term by term. */
function convolved(mass: readonly number[], copies: number): number[] {
  let all = [1];
  for (let t = 0; t < copies; t++) {
    const next = new Array<number>(all.length + mass.length - 1).fill(0);
    all.forEach((x, i) => {
      mass.forEach((y, j) => {
        next[i + j] = (next[i + j] as number) + x * y;
      });
    });
    all = next;
  }
  return all;
}

const anything = fc.constantFrom(-40, -1, 0, 0.3, 2, 15, 1e3, Number.NaN);

const absurdPlan = fc.record({
  tilt: fc.constantFrom(0, 0.01, 0.5, 2, 9, 60),
  size: fc.constantFrom(8, 16, 64, 256, 1024),
  bottom: fc.integer({ min: -300, max: 100 }),
  above: anything,
  tiltedAbove: anything,
  below: anything,
});

test('no bound rests on the plan: windows too short, tilts too steep, any Chernoff parameter', (t) => {
  let useful = 0;
  const lattice = fc.record({
    counts: fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 3, maxLength: 12 }),
    first: fc.integer({ min: -9, max: 0 }),
    step: fc.constantFrom(0.01, 0.1, 1),
    infinity: fc.constantFrom(0, 1e-3),
  });
  fc.assert(
    fc.property(
      lattice.filter(({ counts }) => counts.some((count) => count > 0)),
      absurdPlan,
      fc.integer({ min: 1, max: 20 }),
      fc.integer({ min: 0, max: 100 }),
      ({ counts, first, step, infinity }, { tilt, size, bottom, ...chernoff }, copies, along) => {
        const total = counts.reduce((a, b) => a + b);
        const mass = counts.map((count) => ((1 - infinity) * count) / total);
        const all = convolved(mass, copies);
        const epsilon = (along / 100) * Math.max(1, copies * (first + mass.length)) * step;
        const finitePart = all.reduce((sum, c, i) => {
          const l = (copies * first + i) * step;
          return l > epsilon ? sum - c * Math.expm1(epsilon - l) : sum;
        }, 0);
        const exact = finitePart - Math.expm1(copies * Math.log1p(-infinity));
        const plan = { centre: 0, tilt, step, size, bottom: Math.min(0, bottom) * step, chernoff };
        const loss = { offset: 0, step, first, mass: Float64Array.from(mass) };
        const upper = selfCompose({ ...loss, side: 'upper', infinity }, copies, plan)(epsilon);
        const lower = selfCompose({ ...loss, side: 'lower', infinity: 0 }, copies, plan)(epsilon);
        if (upper < 1 && lower > 0) useful++;
        return upper >= exact * (1 - 1e-11) && lower <= finitePart * (1 + 1e-11);
      },
    ),
    { seed: SEED, numRuns: 4000 },
  );
  t.ok(useful > 200, `${useful} plans were good enough to say something`);
  t.end();
});
