import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DataSpec, type LoadedData, loadData, pinned } from '../../lib/data/index.js';
import { PLAN_SCHEMA, type Plan } from '../../lib/run/index.js';

/** A folder that is gone when the test is. */
export function temporaryFolder(t: { teardown(end: () => void): void }): string {
  const folder = mkdtempSync(join(tmpdir(), 'dpih-run-'));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Three clouds of points in the plane, as CSV: small enough that a model takes a millisecond. */
export function writeClouds(folder: string, records = 90): string {
  const path = join(folder, 'clouds.csv');
  let state = 1;
  const unit = (): number => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647 - 0.5;
  };
  const lines = Array.from({ length: records }, (_, i) => {
    const angle = ((i % 3) * 2 * Math.PI) / 3;
    const point = [Math.cos(angle), Math.sin(angle)].map((x) => (x + unit()).toFixed(3));
    return [...point, 'abc'[i % 3]].join(',');
  });
  writeFileSync(path, `x,y,class\n${lines.join('\n')}\n`);
  return path;
}

/** A plan of ridge models on mixtures of the clouds, with its data. */
export async function smallRun(folder: string, models: number): Promise<{ plan: Plan; data: LoadedData }> {
  const spec: DataSpec = await pinned({
    source: writeClouds(folder),
    steps: [],
    domain: { kind: 'l2-ball', radius: 1 },
    test: { fraction: 0.2, seed: '1' },
  });
  const data = await loadData(spec);
  const plan: Plan = {
    schema: PLAN_SCHEMA,
    version: '0.0.0',
    data: spec,
    recipe: {
      defence: {
        kind: 'dp-instahide',
        mechanism: {
          kind: 'mixup',
          n: data.train.count,
          k: 2,
          releases: 4 * data.train.count,
          design: 'subsets',
          noise: { law: 'gaussian', scale: 1 },
          domain: data.train.domain,
          labels: { kind: 'noised', scale: 1 },
          adjacency: 'replace',
        },
      },
      learner: { kind: 'ridge' },
      models,
      seed: '1',
    },
    assumed: [],
  };
  return { plan, data };
}

/** Every file of a folder by name, as text that compares byte for byte. */
export function contents(folder: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    readdirSync(folder)
      .sort()
      .map((name) => [name, readFileSync(join(folder, name)).toString('latin1')]),
  );
}
