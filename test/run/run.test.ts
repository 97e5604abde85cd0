import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { test } from 'tap';
import { parseVotes } from '../../lib/certify/index.js';
import { DataError } from '../../lib/data/index.js';
import { countVotes, mergeShards, type Plan, runPlan, sliceOf } from '../../lib/run/index.js';
import { trainer } from '../../lib/train/index.js';
import { contents, smallRun, temporaryFolder } from './small-run.js';

const MODELS = 40;

test('the folder of a run is the same for one worker and for three, and for a run in slices', async (t) => {
  const folder = temporaryFolder(t);
  const { plan, data } = await smallRun(folder, MODELS);
  const at = (name: string): string => join(folder, name);
  const seen: number[] = [];
  const one = await runPlan(plan, at('one'), {
    data,
    workers: 1,
    onProgress: (done, total) => seen.push(done / total),
  });
  t.equal(one.computed, MODELS);
  t.ok(
    seen[0] === 0 && seen.at(-1) === 1 && seen.every((x, i) => x >= (seen[i - 1] ?? 0)),
    'progress only grows',
  );
  await runPlan(plan, at('three'), { workers: 3 });
  t.same(contents(at('three')), contents(at('one')));
  t.same(Object.keys(contents(at('one'))), ['models.bin', 'plan.json', 'split.json']);

  for (const shard of [1, 2, 3])
    await runPlan(plan, at(`slice-${shard}`), { data, workers: 1, slice: sliceOf(MODELS, shard, 3) });
  mergeShards([at('slice-3'), at('slice-1'), at('slice-2')], at('merged'));
  t.same(contents(at('merged')), contents(at('one')), 'slices in any order');

  for (const shard of [1, 2, 3])
    await runPlan(plan, at('common'), { data, workers: 1, slice: sliceOf(MODELS, shard, 3) });
  mergeShards([at('common')], at('common'));
  t.same(contents(at('common')), contents(at('one')), 'slices that share a folder');
});

test('a run of all models and runs of slices in one folder do not disturb one another', async (t) => {
  const folder = temporaryFolder(t);
  const { plan, data } = await smallRun(folder, MODELS);
  const at = (name: string): string => join(folder, name);
  await runPlan(plan, at('one'), { data, workers: 1 });
  const whole = contents(at('one'));

  await runPlan(plan, at('busy'), { data, workers: 1, slice: sliceOf(MODELS, 1, 2) });
  const [slice, part] = ['models-1-of-2.bin', 'models-2-of-2.bin.part-0123abcd'];
  cpSync(join(at('busy'), slice), join(at('busy'), part)); // of a run that is going on elsewhere
  await runPlan(plan, at('busy'), { data, workers: 1 });
  t.same(Object.keys(contents(at('busy'))).sort(), [...Object.keys(whole), slice, part].sort());
  mergeShards([at('busy')], at('busy'));
  t.same(contents(at('busy')), whole, 'merge is the end of the work');

  // all models are there before this slice is: it has nothing to add, and cleans up
  let seen = 0;
  const { computed } = await runPlan(plan, at('late'), {
    data,
    workers: 1,
    slice: sliceOf(MODELS, 1, 2),
    onProgress(done) {
      if (done > 0 && seen === 0) cpSync(at('one'), at('late'), { recursive: true });
      seen = done;
    },
  });
  t.equal(computed, MODELS / 2);
  t.same(contents(at('late')), whole);
  const again = await runPlan(plan, at('late'), { data, slice: sliceOf(MODELS, 2, 2) });
  t.equal(again.computed, 0, 'nor is a slice of a finished run trained');
  t.same(contents(at('late')), whole);
});

test('votes are those of the models one by one', async (t) => {
  const folder = temporaryFolder(t);
  const { plan, data } = await smallRun(folder, 12);
  const run = await runPlan(plan, join(folder, 'run'), { data, workers: 2 });
  const { votes, csv, accuracy } = countVotes(run);
  const alone = await trainer(plan.recipe, data);
  const counts = Array.from({ length: data.test.count }, () => [0, 0, 0]);
  let right = 0;
  for (let model = 0; model < 12; model++)
    (await alone.model(model)).forEach((label, i) => {
      const row = counts[i];
      if (row !== undefined) row[label] = (row[label] ?? 0) + 1;
      if (label === data.test.labels[i]) right += 1;
    });
  t.same(
    votes.rows.map((row) => row.counts),
    counts,
  );
  t.same(
    votes.rows.map((row) => row.truth),
    Array.from(data.test.labels),
  );
  t.equal(accuracy.models, right / (12 * data.test.count));
  t.same(parseVotes(csv), votes, 'votes.csv says the same');
  t.ok(accuracy.vote > 0.6, `the clouds are told apart: ${accuracy.vote}`);
  t.ok(
    votes.rows.some((row) => Math.max(...row.counts) < 12),
    'the models are not one model',
  );
});

test('killed at any moment and started again, a run ends with the same bytes', async (t) => {
  const folder = temporaryFolder(t);
  const models = 2400; // many more than are trained before the last kill, on a busy machine too
  const { plan, data } = await smallRun(folder, models);
  await runPlan(plan, join(folder, 'whole'), { data });
  const run = join(folder, 'killed');
  const child = fileURLToPath(new URL('./run-child.js', import.meta.url));
  const start = () =>
    spawn(process.execPath, [child, folder, run, String(models), '2'], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  const size = (): number =>
    existsSync(run)
      ? readdirSync(run).reduce((sum, name) => {
          const file = statSync(join(run, name), { throwIfNoEntry: false });
          return sum + (file?.size ?? 0);
        }, 0)
      : 0;
  let kills = 0;
  // as soon as the folder grows, after some more bytes, after many more
  for (const more of [1, 3001, 9007]) {
    const killed = start();
    const ended = once(killed, 'exit');
    const enough = size() + more;
    while (size() < enough && killed.exitCode === null) await sleep(1);
    killed.kill('SIGKILL');
    const [, signal] = (await ended) as [number | null, string | null];
    if (signal === 'SIGKILL') kills += 1;
  }
  t.equal(kills, 3, 'every run was killed before its end');
  t.notOk(existsSync(join(run, 'models.bin')), 'nothing looks complete');
  // what a kill in the middle of a write may leave
  const part = readdirSync(run).find((name) => name.startsWith('models.bin.part-'));
  t.ok(part !== undefined, 'models were kept');
  appendFileSync(join(run, part ?? ''), Buffer.alloc(11, 1));
  writeFileSync(join(run, 'models.bin.part-00000000'), 'dpih');
  writeFileSync(join(run, 'plan.json.part-00000000'), '{ "sche');
  const last = await runPlan(plan, run, { data });
  t.ok(last.computed < models, `${models - last.computed} models were kept`);
  t.same(contents(run), contents(join(folder, 'whole')));
});

test('an interrupted run keeps its models', async (t) => {
  const folder = temporaryFolder(t);
  const { plan, data } = await smallRun(folder, MODELS);
  const run = join(folder, 'run');
  const stop = new AbortController();
  const reason = new Error('enough');
  await t.rejects(
    runPlan(plan, run, {
      data,
      workers: 2,
      signal: stop.signal,
      onProgress: (done) => {
        if (done >= 5) stop.abort(reason);
      },
    }),
    reason,
  );
  const { computed } = await runPlan(plan, run, { data, workers: 2 });
  t.ok(computed <= MODELS - 5 && computed > 0, `${computed} models were left`);
  t.equal((await runPlan(plan, run, { data })).computed, 0, 'nothing is left to do');
});

test('a folder is refused that is not the run', async (t) => {
  const folder = temporaryFolder(t);
  const { plan, data } = await smallRun(folder, 6);
  const run = join(folder, 'run');
  await runPlan(plan, run, { data, workers: 1 });
  const refused = (other: Plan, place: string, why: RegExp) =>
    t.rejects(runPlan(other, place, { data, workers: 1 }), { name: 'DataError', message: why });
  const seed2: Plan = { ...plan, recipe: { ...plan.recipe, seed: '2' } };
  await refused(seed2, run, /run: must be the folder of this run, .* got recipe\.seed: "1" against "2"/);

  const strange = join(folder, 'strange');
  mkdirSync(strange);
  writeFileSync(join(strange, 'thesis.tex'), '');
  await refused(plan, strange, /an empty or an absent one, got one with thesis\.tex/);

  const damaged = join(folder, 'damaged');
  cpSync(run, damaged, { recursive: true });
  writeFileSync(join(damaged, 'plan.json'), '{');
  await refused(plan, damaged, /plan\.json: must be a file that dpih wrote/);

  const rotten = join(folder, 'rotten');
  cpSync(run, rotten, { recursive: true });
  appendFileSync(join(rotten, 'models.bin'), 'x');
  await refused(plan, rotten, /models\.bin: record 7: must be whole/);

  // true labels that somebody edited would certify wrong predictions
  const edited = join(folder, 'edited');
  cpSync(run, edited, { recursive: true });
  const split = JSON.parse(readFileSync(join(run, 'split.json'), 'utf8'));
  const labels = split.labels.map((label: number) => (label + 1) % 3);
  writeFileSync(join(edited, 'split.json'), JSON.stringify({ ...split, labels }));
  await refused(plan, edited, /split\.json: must be the split of the data of this run/);
  t.throws(
    () => mergeShards([run, edited], join(folder, 'merged')),
    /edited.split\.json: must be the split of .*run/,
  );
});

test('slices that do not make up a run are not joined', async (t) => {
  const folder = temporaryFolder(t);
  const { plan, data } = await smallRun(folder, 9);
  const at = (name: string): string => join(folder, name);
  const slice = async (name: string, shard: number, of: number, from: Plan = plan): Promise<string> => {
    await runPlan(from, at(name), { data, workers: 1, slice: sliceOf(9, shard, of) });
    return at(name);
  };
  const [a, b, c] = [await slice('a', 1, 3), await slice('b', 2, 3), await slice('c', 3, 3)];
  const half = await slice('half', 1, 2);
  const other = await slice('other', 3, 3, { ...plan, recipe: { ...plan.recipe, seed: '2' } });
  const refused = (folders: readonly string[], why: RegExp): void => {
    t.throws(() => mergeShards(folders, at('merged')), { name: 'DataError', message: why });
    t.notOk(existsSync(at('merged')), 'nothing was written');
  };
  refused([a, c], /every model, got none with models 3 to 5/);
  refused([a, b], /every model, got none with models 6 to 8/);
  refused([half, b, c], /model 3: must be in one slice only, got it in .*half/);
  refused([a, b, c, a], /in one slice only/);
  refused([a, b, other], /other: must be of the same run as .*a, got recipe\.seed: "1" against "2"/);
  refused([a, b, folder], /must be a run folder, with plan\.json, got one without/);
  cpSync(c, at('damaged'), { recursive: true });
  appendFileSync(join(at('damaged'), 'models-3-of-3.bin'), 'x');
  refused([a, b, at('damaged')], /models-3-of-3\.bin: record 4: must be whole/);
  await t.rejects(
    slice('half', 2, 3),
    /half: must be cut into 2 slices, as models-1-of-2\.bin is, got 3 slices/,
  );
  t.throws(() => mergeShards([], at('merged')), DataError);
  t.equal(mergeShards([a, b, c], at('merged')).slice.end, 9);
  t.throws(
    () => mergeShards([a, b, c], other),
    /seed: "2" against "1"/,
    'nor into the folder of another run',
  );
});
