import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { test } from 'tap';
import type { Domain, DomainRecords } from '../../lib/core/index.js';
import { intoDomain, intoDomainInPlace } from '../../lib/data/clip.js';
import { fixSteps } from '../../lib/data/public-fit.js';
import { part, reorderInPlace } from '../../lib/data/reorder.js';
import { split, splitIndices } from '../../lib/data/split.js';
import { applySteps, applyStepsInPlace, type FixedStep } from '../../lib/data/steps.js';
import { records } from './records.js';

const RUNS = { seed: 20210305, numRuns: 200 };

/** A set of 2 to 30 records of 3 features, each record with a label of its own. */
const anySet = fc
  .array(fc.array(fc.float({ noNaN: true, min: -9, max: 9 }), { minLength: 3, maxLength: 3 }), {
    minLength: 2,
    maxLength: 30,
  })
  .map((rows) => ({ ...records(rows), labels: Uint16Array.from(rows, (_, i) => i) }));

/** By another way than in place: each record is looked up where the order says. */
function lookUp(set: DomainRecords, order: Uint32Array): { features: number[]; labels: number[] } {
  const rows = Array.from(order, (i) => [...set.features.slice(3 * i, 3 * i + 3)]);
  return { features: rows.flat(), labels: Array.from(order, (i) => set.labels[i]) };
}

const plain = ({ features, labels }: { features: Float32Array; labels: Uint16Array }) => ({
  features: [...features],
  labels: [...labels],
});

test('records move along any permutation, each with its label, within their memory', (t) => {
  fc.assert(
    fc.property(anySet, fc.infiniteStream(fc.nat()), (set, keys) => {
      const keyed = Array.from(set.labels, (i) => [i, keys.next().value as number]);
      const order = Uint32Array.from(keyed.sort((a, b) => a[1] - b[1]).map(([i]) => i));
      const inDomain = intoDomain(set, { kind: 'l2-ball', radius: 100 });
      const expected = lookUp(inDomain, order);
      const moved = reorderInPlace(inDomain, order);
      assert.equal(moved.features, inDomain.features, 'the same memory');
      assert.deepEqual(plain(moved), expected);
      const rest = part(moved, 1, set.count);
      assert.equal(rest.count, set.count - 1);
      assert.deepEqual(plain(rest), {
        features: expected.features.slice(3),
        labels: expected.labels.slice(1),
      });
    }),
    RUNS,
  );
  t.pass('200 permutations');
  t.end();
});

test('in place or in new memory: the same records; the public functions leave alone what they are given', (t) => {
  const step = fc.oneof(
    fc.constantFrom<FixedStep>(
      { kind: 'contrast' },
      { kind: 'shift', by: [1, 0, -1] },
      { kind: 'project', dimensions: 3, entries: 'gaussian', seed: 's' },
    ),
    fc.double({ noNaN: true, min: -4, max: 4 }).map((by): FixedStep => ({ kind: 'scale', by })),
  );
  fc.assert(
    fc.property(
      anySet,
      fc.array(step, { maxLength: 3 }),
      fc.constantFrom<Domain>(
        { kind: 'l2-ball', radius: 1 },
        { kind: 'l1-ball', radius: 2 },
        { kind: 'box', low: -1, high: 1, dimension: 3 },
      ),
      (set, steps, domain) => {
        const before = plain(set);
        const stepped = applySteps(steps, set);
        const clipped = intoDomain(stepped, domain);
        const rule = { fraction: 0.3, seed: 'x' };
        const parts = split(clipped, rule);
        fixSteps([{ kind: 'centre' }, { kind: 'scale', by: 2 }], set);
        assert.deepEqual(plain(set), before);
        assert.deepEqual(plain(stepped), plain(applySteps(steps, set)));
        const { train, test: held } = splitIndices(set.count, rule);
        assert.deepEqual(plain(parts.train), lookUp(clipped, train));
        assert.deepEqual(plain(parts.test), lookUp(clipped, held));
        assert.deepEqual([parts.trainIndices, parts.testIndices], [train, held]);

        const { records: inPlace } = intoDomainInPlace(applyStepsInPlace(steps, set), domain);
        assert.equal(inPlace.features, set.features, 'the same memory');
        assert.deepEqual(plain(inPlace), plain(clipped));
      },
    ),
    RUNS,
  );
  // Fewer features: new memory, which the old one does not keep.
  const set = records([
    [1, 2, 3],
    [4, 5, 6],
  ]);
  const fewer = applyStepsInPlace([{ kind: 'linear', matrix: [[1, 1, 0]] }], set);
  t.same([[...fewer.features], fewer.features.buffer.byteLength], [[3, 9], 8]);
  t.end();
});
