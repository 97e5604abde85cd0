import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, existsSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { test } from 'tap';
import { openGame } from '../../lib/games/open-game.js';
import {
  type AuditPlan,
  auditOnQueue,
  auditUnits,
  mergeAudits,
  playGame,
  readAudit,
  runAudit,
  serveTasks,
  shardWorker,
  sliceOf,
} from '../../lib/run/index.js';
import { playUnits } from '../../lib/run/play-units.js';
import { hasRedis, startRedis } from './redis-server.js';
import { smallAudit } from './small-audit.js';
import { contents, smallRun, temporaryFolder } from './small-run.js';

const UNITS = 40;

test('a game in memory: its units, in order, for one worker and for two', async (t) => {
  const units = 100;
  const { spec } = smallAudit(units);
  const game = openGame(spec);
  t.equal(game.units, units);
  const seen: number[] = [];
  const one = await playGame(spec, { workers: 1, onProgress: (done, total) => seen.push(done / total) });
  t.same(
    seen,
    Array.from({ length: units + 1 }, (_, i) => i / units),
  );
  t.same(await playGame(spec, { workers: 2 }), one);
  const here: Float64Array[] = [];
  for (let unit = 0; unit < units; unit++) here.push(await game.play(unit));
  t.same(one, here, 'as in the calling thread');
  const [last, before] = [one.at(-1) ?? [], one.at(-2) ?? []];
  t.ok(
    last.some((score, i) => score !== before[i]),
    'units are not one unit',
  );
  const other = (await playGame(smallAudit(2, '2').spec)).at(-1);
  t.ok(
    last.some((score, i) => score !== other?.[i]),
    'nor those of another seed',
  );
});

test('what goes wrong in a unit is told with its number; infinities are scores', async (t) => {
  const player = new URL('./toy-player.js', import.meta.url);
  const played = new Map<number, Float64Array>();
  const play = (units: readonly number[], signal?: AbortSignal) =>
    playUnits(
      { spec: smallAudit(2).spec },
      units,
      { workers: 1, signal, onUnit: (unit, scores) => played.set(unit, scores) },
      player,
    );
  await play([1, 0]);
  t.same(played.get(0), Float64Array.of(-Infinity, -0, Infinity));
  t.same(played.get(1), Float64Array.of(1, 2, 3));
  t.equal(played.get(0)?.buffer.byteLength, 24, 'no unit drags a larger buffer along');
  const refused = (unit: number, original: string, message: string) =>
    t.rejects(play([1, unit]), { name: 'GameError', unit, original, message });
  await refused(2, 'DomainError', 'unit 2: number 1 of a unit must be a number, got NaN');
  await refused(3, 'DomainError', 'unit 3: what a unit scores must be 3 numbers, got 2');
  await refused(4, 'RangeError', 'unit 4: the dice are lost');
  const reason = new Error('enough');
  await t.rejects(play([0], AbortSignal.abort(reason)), reason);
});

test('a thread that cannot be made ready names no unit', async (t) => {
  const { spec } = smallAudit(2);
  const backend = { name: 'cpu', version: '0', kernels: [], simd: null } as const;
  await t.rejects(playGame(spec, { backend, workers: 1 }), {
    name: 'GameError',
    unit: undefined,
    message: /^TensorFlow\.js must run as the plan says/,
  });
});

test('a folder of a game is the same for one worker and for two, and for slices', async (t) => {
  const folder = temporaryFolder(t);
  const plan = smallAudit(UNITS);
  const at = (name: string): string => join(folder, name);
  const seen: number[] = [];
  const one = await runAudit(plan, at('one'), {
    workers: 1,
    onProgress: (done, total) => seen.push(done / total),
  });
  t.equal(one.computed, UNITS);
  t.ok(seen[0] === 0 && seen.at(-1) === 1 && seen.every((x, i) => x >= (seen[i - 1] ?? 0)));
  const whole = contents(at('one'));
  t.same(Object.keys(whole), ['game.json', 'plan.json', 'scores.bin']);
  t.same(readAudit(at('one')), { folder: at('one'), plan, game: one.game });

  await runAudit(plan, at('two'), { workers: 2 });
  t.same(contents(at('two')), whole);

  for (const shard of [2, 1])
    await runAudit(plan, at(`slice-${shard}`), { workers: 1, slice: sliceOf(UNITS, shard, 2) });
  t.throws(() => mergeAudits([at('slice-1')], at('gap')), /every unit, got none with units 20 to 39/);
  t.throws(() => auditUnits(readAudit(at('slice-1'))), { code: 'ENOENT' });
  const merged = mergeAudits(
    [2, 1].map((shard) => at(`slice-${shard}`)),
    at('merged'),
  );
  t.same(contents(at('merged')), whole);
  t.same(auditUnits(merged), auditUnits(one));
  t.equal((await runAudit(plan, at('merged'))).computed, 0, 'nothing is left to do');
});

test('killed and started again, a game ends with the same bytes', async (t) => {
  const folder = temporaryFolder(t);
  const units = 600; // many more than are played before the last kill, on a busy machine too
  const plan = smallAudit(units);
  await runAudit(plan, join(folder, 'whole'));
  const run = join(folder, 'killed');
  const child = fileURLToPath(new URL('./audit-child.js', import.meta.url));
  const size = (): number =>
    existsSync(run)
      ? readdirSync(run).reduce(
          (sum, name) => sum + (statSync(join(run, name), { throwIfNoEntry: false })?.size ?? 0),
          0,
        )
      : 0;
  // as soon as a unit is there, after some more
  for (const more of [1, 200_000]) {
    const killed = spawn(process.execPath, [child, run, String(units), '2'], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const ended = once(killed, 'exit');
    const enough = Math.max(2000, size()) + more;
    while (size() < enough && killed.exitCode === null) await sleep(1);
    killed.kill('SIGKILL');
    t.same(await ended, [null, 'SIGKILL'], 'killed before its end');
  }
  t.notOk(existsSync(join(run, 'scores.bin')), 'nothing looks complete');
  const part = readdirSync(run).find((name) => name.startsWith('scores.bin.part-')) ?? '';
  appendFileSync(join(run, part), Buffer.alloc(11, 1));
  writeFileSync(join(run, 'scores.bin.part-00000000'), 'dpih');
  const { computed } = await runAudit(plan, run);
  t.ok(computed > 0 && computed < units, `${units - computed} units were kept`);
  t.same(contents(run), contents(join(folder, 'whole')));
});

test('an interrupted game keeps its units', async (t) => {
  const run = join(temporaryFolder(t), 'run');
  const stop = new AbortController();
  const reason = new Error('enough');
  const onProgress = (done: number): void => {
    if (done >= 5) stop.abort(reason);
  };
  await t.rejects(runAudit(smallAudit(UNITS), run, { workers: 1, signal: stop.signal, onProgress }), reason);
  const { computed } = await runAudit(smallAudit(UNITS), run, { workers: 1 });
  t.ok(computed > 0 && computed <= UNITS - 5, `${computed} units were left`);
});

test('a game on trained models: with its data from the plan or handed in', async (t) => {
  const folder = temporaryFolder(t);
  const { plan: models, data } = await smallRun(folder, 2);
  const plan: AuditPlan = {
    ...smallAudit(2),
    data: models.data,
    spec: {
      kind: 'trained',
      recipe: models.recipe,
      canary: { kind: 'mislabelled' },
      trials: 3,
      seed: '1',
    },
  };
  const one = await runAudit(plan, join(folder, 'one'), { data, workers: 1 });
  await runAudit(plan, join(folder, 'two'), { workers: 2 });
  t.same(contents(join(folder, 'two')), contents(join(folder, 'one')));
  t.same(auditUnits(one), await playGame(plan.spec, { data, workers: 1 }));
});

test('the workers of a queue play a game to the byte', {
  skip: hasRedis() ? false : 'no redis-server is installed: apt-get install redis-server',
}, async (t) => {
  const folder = temporaryFolder(t);
  const plan = smallAudit(10);
  await runAudit(plan, join(folder, 'alone'), { workers: 1 });
  const redis = await startRedis();
  t.teardown(() => redis.stop());
  const serve = serveTasks(redis.url, shardWorker({ version: plan.version, workers: 1 }), { idleSeconds: 1 });
  const run = await auditOnQueue(plan, join(folder, 'queued'), { url: redis.url, shards: 3 });
  t.equal(run.computed, 10);
  t.same(contents(join(folder, 'queued')), contents(join(folder, 'alone')));
  t.equal(await serve, 3);
});
