import { test } from 'tap';
import { loadAll, loadData } from '../../lib/data/load.js';
import { share } from '../../lib/run/shared-records.js';
import { computeInThreads } from '../../lib/run/thread-pool.js';
import { runModels } from '../../lib/run/train-models.js';
import { smallRun, temporaryFolder } from './small-run.js';

test('what was loaded is handed to workers where it lies, other records as a copy', async (t) => {
  const { data } = await smallRun(temporaryFolder(t), 1);
  const domain = { kind: 'l2-ball', radius: 1 } as const;
  const project = { kind: 'project', dimensions: 5, seed: '1', entries: 'signs' } as const;
  const drawn = await loadData({
    source: 'glyphs',
    steps: [project],
    domain,
    test: { fraction: 0.2, seed: '1' },
  });
  const { records } = await loadAll({ source: 'glyphs', steps: [], domain });
  for (const loaded of [data.train, data.test, drawn.train, records]) t.equal(share(loaded), loaded);
  const copy = { ...records, features: records.features.slice() };
  t.not(share(copy).features, copy.features);
  t.same(share(copy), copy);
});

test('what a worker cannot train stops the run with its message', async (t) => {
  const { plan, data } = await smallRun(temporaryFolder(t), 8);
  const { recipe } = plan;
  if (recipe.defence.kind !== 'dp-instahide') throw new Error('the small run mixes');
  const wrong = {
    ...recipe,
    defence: { ...recipe.defence, mechanism: { ...recipe.defence.mechanism, n: 7 } },
  };
  const models: number[] = [];
  const onModel = (model: number): number => models.push(model);
  await t.rejects(
    runModels({ recipe: wrong, backend: undefined, data }, [0, 1, 2], { workers: 2, onModel }),
    { name: 'TrainingError', original: 'DomainError', message: /n must be/ },
  );
  await t.rejects(
    runModels({ recipe, backend: { name: 'cpu', version: '0', kernels: [], simd: null }, data }, [0], {
      workers: 1,
      onModel,
    }),
    /TensorFlow.js must run as the plan says/,
  );
  t.same(models, []);
  const failure = new Error('disk full');
  await t.rejects(
    runModels({ recipe, backend: undefined, data }, [0, 1, 2], {
      workers: 2,
      onModel() {
        throw failure;
      },
    }),
    failure,
  );
});

test('an index waits for those that it needs; what is yielded may be any plain object', async (t) => {
  const script = new URL('./slow-echo.js', import.meta.url);
  const needs: Readonly<Record<number, readonly number[]>> = { 1: [0], 3: [2, 4], 5: [3] };
  for (const workers of [1, 3]) {
    const order: number[] = [];
    await computeInThreads<{ readonly told: string }>(script, undefined, [5, 3, 1, 0, 2, 4], {
      workers,
      ahead: 1,
      after: (index) => needs[index] ?? [],
      onValues(index, { told }) {
        t.equal(told, `${index}`);
        order.push(index);
      },
      failed: ({ error }) => new Error(error),
    });
    t.equal(order.length, 6);
    for (const [index, first] of Object.entries(needs))
      for (const each of first)
        t.ok(order.indexOf(each) < order.indexOf(Number(index)), `${each} before ${index}: ${order}`);
  }
});
