import { readFileSync } from 'node:fs';
import { Decimal } from 'decimal.js';
import { test } from 'tap';
import type { Noise } from '../../lib/core/index.js';
import { normalTail, remembered } from '../../lib/numerics/index.js';
import { type Bits, Draws, secureBits, seededBits } from '../../lib/random/index.js';
import { binomialSurvival } from '../../lib/release/binomial-count.js';
import { RoundedNoise } from '../../lib/release/index.js';
import { survivalOf } from '../../lib/release/rounded-noise.js';
import type { Survival } from '../../lib/release/survival.js';
import { TABLE_BITS, ThresholdTable } from '../../lib/release/threshold-table.js';
import { kolmogorovSmirnov, unlikely } from './exact-tests.js';

const LAWS = ['gaussian', 'laplace'] as const;
const TRIALS = 2 ** 22;
const BITS = 416;

const fixtures = JSON.parse(readFileSync('test/fixtures/release.json', 'utf8')) as Record<string, unknown>;
const noiseRows = fixtures['noise: law, spread, j, floor(2^416 P[|N| >= j])'] as [
  Noise['law'],
  number,
  number,
  string,
][];
const binomialRows = fixtures['binomial: n, k, j, floor(2^416 P[X >= j])'] as [
  number,
  number,
  number,
  string,
][];

/** A law, its table, and how often decimals of it were asked. */
class Watched implements Survival {
  asked = 0;
  readonly bounds: Survival['bounds'];
  readonly near: Survival['near'];
  readonly table: ThresholdTable;

  constructor({ bounds, near }: Survival) {
    this.bounds = bounds;
    this.near = (j, digits) => {
      this.asked += 1;
      return near(j, digits);
    };
    this.table = new ThresholdTable(this);
  }
}

/** Every survival probability of the fixture: its law, j, and floor(2^416 P[X >= j]). */
const REFERENCES: readonly (readonly [name: string, law: Watched, j: number, bits: bigint])[] = (() => {
  const laws = new Map<string, Watched>();
  const law = (name: string, make: () => Survival) => remembered(laws, name, () => new Watched(make()));
  return [
    ...noiseRows.map(([kind, spread, j, hex]) => {
      const name = `${kind} ${spread}`;
      return [name, law(name, () => survivalOf(kind, spread)), j, BigInt(`0x${hex}`)] as const;
    }),
    ...binomialRows.map(([n, k, j, hex]) => {
      const name = `binomial ${n} ${k}`;
      return [name, law(name, () => binomialSurvival(n, k)), j, BigInt(`0x${hex}`)] as const;
    }),
  ];
})();

/** floor(2^416 x) of a double x >= 0. */
function scaled(x: number): bigint {
  let whole = x;
  let shift = BITS;
  for (; shift > 0 && !Number.isInteger(whole); shift -= 1) whole *= 2;
  return BigInt(Math.floor(whole)) << BigInt(shift);
}

/** Draws whose first words are written down; zeros follow. */
function written(words: readonly number[]): Draws {
  let at = 0;
  const fill = (into: Uint32Array): void => {
    for (let i = 0; i < into.length; i += 1) into[i] = words[at++] ?? 0;
  };
  return new Draws({ source: 'seeded', fill });
}

/** X for the uniform number of `length` bits that `head` holds, zeros after them. */
function invert(table: ThresholdTable, head: bigint, length: number): number {
  const rest = length - TABLE_BITS;
  const words = Array.from({ length: Math.ceil(rest / 32) }, (_, i) => {
    const below = rest - 32 * (i + 1);
    return Number((below >= 0 ? head >> BigInt(below) : head << BigInt(-below)) & 0xffffffffn);
  });
  return table.at(Number(head >> BigInt(rest)), written(words));
}

test('enclosures and tables hold the probabilities computed to 416 bits', (t) => {
  for (const [name, law, j, bits] of REFERENCES) {
    const { lo, hi } = law.bounds(j);
    t.ok(scaled(lo) <= bits && bits <= scaled(hi), `${name} ${j}: inside`);
    t.ok(hi - lo <= 1e-11, `${name}: and the enclosure is narrow`);
    const { floors } = law.table;
    const floor = BigInt(floors[j - 1] ?? 0) << BigInt(BITS - TABLE_BITS);
    const two = 2n << BigInt(BITS - TABLE_BITS);
    t.ok(floor <= bits && bits < floor + two, `${name}: floor of the table`);
    for (const digits of [5, 60, 120]) {
      const Real = Decimal.clone({ precision: 200 });
      const error = new Real(law.near(j, digits)).minus(new Real(bits.toString()).div(new Real(2).pow(BITS)));
      t.ok(error.abs().lte(`1.00001e-${digits}`), `${name}: ${digits} digits`);
    }
  }
  t.end();
});

test('a uniform number that agrees with a probability in up to 350 bits is still judged rightly', (t) => {
  for (const [name, law, j, bits] of REFERENCES) {
    const asked = law.asked;
    for (const length of [31, 60, 130, 350]) {
      const head = bits >> BigInt(BITS - length);
      if (head === 0n) continue;
      t.ok(invert(law.table, head, length) >= j, `${name}: just below, ${length} bits`);
      if (head + 1n < 1n << BigInt(length))
        t.ok(invert(law.table, head + 1n, length) < j, `${name}: just above, ${length} bits`);
    }
    if (bits >> BigInt(BITS - 130) > 0n) t.ok(law.asked > asked, `${name}: decimals were asked`);
  }
  t.end();
});

test('the table, its starting points and the loop that fills arrays agree with a plain search', (t) => {
  for (const law of LAWS)
    for (const spread of [0.01, 0.7, 37.25, 1638.4]) {
      const table = new ThresholdTable(survivalOf(law, spread));
      const { floors } = table;
      const draws = new Draws(seededBits('search', law, Math.round(100 * spread)));
      const none = written([]);
      for (let i = 0; i < 3000; i += 1) {
        const small = draws.word() % 2 === 0;
        const u = small ? 2 + (draws.word() >>> 9) : draws.word() >>> 1;
        const plain = floors.findIndex((floor) => u >= floor);
        if (u - floors[plain] >= 2 && table.at(u, none) !== plain)
          t.fail(`${law} ${spread}: ${u} gives ${table.at(u, none)}, not ${plain}`);
      }
      const filled = new Int32Array(5000);
      new RoundedNoise(law, spread).fill(filled, new Draws(seededBits('same')));
      const again = new Draws(seededBits('same'));
      const slowly = filled.map(() => {
        const word = again.word();
        const size = table.at(word >>> 1, again);
        return word % 2 === 0 ? size : -size;
      });
      t.same(filled, slowly, `${law} ${spread}`);
      // where the table does not decide, the loop asks as the table does
      const [close] = floors;
      const bits = [0x80000000, 0x12345678];
      const one = new Int32Array(2);
      new RoundedNoise(law, spread).fill(one, written([2 * close, ...bits, 4]));
      t.equal(one[0], table.at(close, written(bits)), `${law} ${spread}: just above the first threshold`);
      t.equal(
        one[1],
        table.at(2, written([])),
        `${law} ${spread}: and the next draw takes the bits after those`,
      );
    }
  t.end();
});

test('how close the bounds are is never seen in what is drawn', (t) => {
  for (const law of LAWS) {
    const survival = survivalOf(law, 300.1);
    const wide: Survival = {
      near: survival.near,
      bounds(j) {
        const { lo, hi } = survival.bounds(j);
        return { lo: Math.max(0, lo - 2 ** -34), hi: Math.min(1, hi + 2 ** -34) };
      },
    };
    const [narrow, table] = [new ThresholdTable(survival), new ThresholdTable(wide)];
    const choose = new Draws(seededBits('wide', law));
    for (let i = 0; i < 200; i += 1) {
      const u = narrow.floors[choose.below(600)] + choose.below(2);
      const bits = [choose.word(), choose.word()];
      t.equal(table.at(u, written(bits)), narrow.at(u, written(bits)), `${law}: ${u} ${bits}`);
    }
  }
  t.end();
});

/** How often each whole number in [-first, first] came. */
function counted(law: Noise['law'], spread: number, bits: Bits): { counts: Float64Array; first: number } {
  const first = -Math.ceil(40 * spread) - 2;
  const counts = new Float64Array(1 - 2 * first);
  const noise = new RoundedNoise(law, spread);
  const draws = new Draws(bits);
  const out = new Int32Array(2 ** 14);
  for (let i = 0; i < TRIALS; i += out.length) {
    noise.fill(out, draws);
    for (const v of out) counts[v - first] += 1;
  }
  return { counts, first };
}

/** P[round(spread Z) <= v]. */
function cdf(law: Noise['law'], spread: number): (v: number) => number {
  const tail = law === 'gaussian' ? normalTail : (x: number) => Math.exp(-x) / 2;
  return (v) => (v >= 0 ? 1 - tail((v + 0.5) / spread) : tail((-v - 0.5) / spread));
}

test('the noise has its law, by Kolmogorov and Smirnov; one of a scale 1% off has not', (t) => {
  for (const law of LAWS)
    for (const spread of [0.7, 1638.4]) {
      const right = counted(law, spread, seededBits('law', law, Math.round(10 * spread)));
      const { distance, critical } = kolmogorovSmirnov(right.counts, right.first, cdf(law, spread));
      t.ok(distance <= critical, `${law} ${spread}: ${distance} <= ${critical}`);
      for (const wrong of [0.99, 1.01]) {
        const off = kolmogorovSmirnov(right.counts, right.first, cdf(law, spread * wrong));
        t.ok(off.distance > off.critical, `${law} ${spread}: not that of ${wrong} times the scale`);
      }
    }
  const { counts, first } = counted('gaussian', 1638.4, secureBits());
  const { distance, critical } = kolmogorovSmirnov(counts, first, cdf('gaussian', 1638.4));
  t.ok(distance <= 2 * critical, 'secure bits, at a chance of 1e-24');
  t.end();
});

test('each whole number comes as often as its probability says, around 0 and in the tails', (t) => {
  for (const law of LAWS)
    for (const spread of [0.3, 0.7, 2.5]) {
      const { counts, first } = counted(law, spread, seededBits('cells', law, Math.round(10 * spread)));
      const { bounds } = survivalOf(law, spread);
      const cells: [string, number, number][] = [['0', counts[-first], 1 - bounds(1).lo]];
      for (let j = 1; j <= -first; j += 1) {
        const p = bounds(j).lo;
        const end = p * TRIALS < 20;
        const cell = end ? p : p - bounds(j + 1).lo;
        const over = (sign: number): number =>
          counts.reduce((sum, c, i) => sum + (sign * (i + first) > j ? c : 0), counts[sign * j - first]);
        for (const sign of [1, -1])
          cells.push([`${sign * j}`, end ? over(sign) : counts[sign * j - first], cell / 2]);
        if (end) break;
      }
      t.ok(cells.length >= 5, `${law} ${spread}: ${cells.length} cells`);
      t.same(unlikely(cells, TRIALS), [], `${law} ${spread}`);
    }
  t.end();
});

test('consecutive draws know nothing of each other', (t) => {
  const out = new Int32Array(2 ** 20);
  new RoundedNoise('gaussian', 1638.4).fill(out, new Draws(seededBits('pairs')));
  const cells = new Map<string, number>();
  const quarter = (x: number): number => (Math.abs(x) > 1105 ? 2 : 0) + (x < 0 ? 1 : 0);
  for (let i = 0; i < out.length; i += 2) {
    const key = `${quarter(out[i])} ${quarter(out[i + 1])}`;
    cells.set(key, (cells.get(key) ?? 0) + 1);
  }
  const large = survivalOf('gaussian', 1638.4).bounds(1106).lo;
  const zero = 1 - survivalOf('gaussian', 1638.4).bounds(1).lo;
  const p = [(1 - large + zero) / 2, (1 - large - zero) / 2, large / 2, large / 2];
  const pairs = [...cells].map(([key, count]) => {
    const [a, b] = key.split(' ').map(Number);
    return [key, count, p[a] * p[b]] as const;
  });
  t.equal(pairs.length, 16);
  t.same(unlikely(pairs, out.length / 2), []);
  t.end();
});

test('a spread that no table can hold is refused', (t) => {
  for (const spread of [0, -1, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 20 + 1])
    t.throws(() => new RoundedNoise('gaussian', spread), { name: 'DomainError' }, `${spread}`);
  t.throws(() => new ThresholdTable({ bounds: () => ({ lo: 0.1, hi: 0.2 }), near: () => new Decimal(0) }), {
    message: /no entry of a threshold table/,
  });
  t.end();
});
