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
import fc from 'fast-check';
import { test } from 'tap';
import { DataError } from '../../lib/data/index.js';
import type { GameSpec } from '../../lib/games/game.js';
import { openGame } from '../../lib/games/open-game.js';
import {
  type AuditPlan,
  auditOnQueue,
  auditUnits,
  fingerprint,
  mergeAudits,
  parseAuditPlan,
  planDifference,
  planText,
  playGame,
  readAudit,
  readRun,
  runAudit,
  runPlan,
  serveTasks,
  shardWorker,
  sliceOf,
} from '../../lib/run/index.js';
import { playUnits } from '../../lib/run/play-units.js';
import { SCORE_CODEC } from '../../lib/run/score-codec.js';
import { decodeStore, encodeStore, type Layout } from '../../lib/run/store.js';
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

test('a folder of a game is the same for one worker and for three, and for slices', async (t) => {
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
  t.same(auditUnits(one), await playGame(plan.spec), 'and holds what is played in memory');
  t.same(readAudit(at('one')), { folder: at('one'), plan, game: one.game });

  await runAudit(plan, at('three'), { workers: 3 });
  t.same(contents(at('three')), whole);

  for (const shard of [3, 1, 2])
    await runAudit(plan, at(`slice-${shard}`), { workers: 1, slice: sliceOf(UNITS, shard, 3) });
  t.throws(
    () => mergeAudits([at('slice-3'), at('slice-1')], at('gap')),
    /every unit, got none with units 13/,
  );
  t.throws(() => auditUnits(readAudit(at('slice-1'))), { code: 'ENOENT' });
  const merged = mergeAudits(
    [1, 2, 3].map((shard) => at(`slice-${shard}`)),
    at('merged'),
  );
  t.same(contents(at('merged')), whole);
  t.same(auditUnits(merged), auditUnits(one));
  t.equal((await runAudit(plan, at('merged'))).computed, 0, 'nothing is left to do');
});

test('killed and started again, a game ends with the same bytes', async (t) => {
  const folder = temporaryFolder(t);
  const units = 300;
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
  await t.rejects(runAudit(smallAudit(UNITS), run, { workers: 2, signal: stop.signal, onProgress }), reason);
  const { computed } = await runAudit(smallAudit(UNITS), run);
  t.ok(computed > 0 && computed <= UNITS - 5, `${computed} units were left`);
});

test('a folder is refused that is not the game', async (t) => {
  const folder = temporaryFolder(t);
  const at = (name: string): string => join(folder, name);
  const plan = smallAudit(4);
  await runAudit(plan, at('run'), { workers: 1 });
  const refused = (other: AuditPlan, place: string, message: RegExp) =>
    t.rejects(runAudit(other, place, { workers: 1 }), { name: 'DataError', message });
  await refused(smallAudit(4, '2'), at('run'), /the folder of this run, .* got spec\.seed: "1" against "2"/);
  await refused(smallAudit(8), at('run'), /got spec\.trials: 2000 against 4000/);
  await refused({ ...plan, version: '0.0.1' }, at('run'), /got version: "0\.0\.0" against "0\.0\.1"/);

  const damaged = (name: string, file: string, change: (path: string) => void): string => {
    cpSync(at('run'), at(name), { recursive: true });
    change(join(at(name), file));
    return at(name);
  };
  const flip = (path: string): void => {
    const bytes = readFileSync(path);
    bytes[100] = (bytes[100] ?? 0) ^ 1;
    writeFileSync(path, bytes);
  };
  await refused(plan, damaged('rotten', 'scores.bin', flip), /scores\.bin: record 1: must be whole/);
  await refused(
    plan,
    damaged('longer', 'scores.bin', (path) => appendFileSync(path, 'x')),
    /scores\.bin: record 5: must be whole, got the beginning of one/,
  );
  await refused(
    plan,
    damaged('cut', 'game.json', (path) => writeFileSync(path, '{"units":4,"width":7}')),
    /game\.json: must be the cut of the game of this run, got other units/,
  );
  await refused(
    plan,
    damaged('no plan', 'plan.json', (path) => writeFileSync(path, '{')),
    /plan\.json: must be a file that dpih wrote/,
  );

  // folders of models and of games are not taken for one another
  const { plan: models, data } = await smallRun(folder, 2);
  await runPlan(models, at('models'), { data, workers: 1 });
  await refused(plan, at('models'), /plan\.json: schema: must be dpih\/audit-run\/1, got dpih\/run\/1/);
  await t.rejects(
    runPlan(models, at('run'), { data }),
    /schema: must be dpih\/run\/1, got dpih\/audit-run\/1/,
  );
  t.throws(() => readRun(at('run')), DataError);
  t.throws(() => readAudit(at('models')), DataError);
  const [audit, run] = [fingerprint(plan), fingerprint(models)];
  t.not(audit, run);

  mkdirSync(at('strange'));
  writeFileSync(join(at('strange'), 'thesis.tex'), '');
  await refused(plan, at('strange'), /an empty or an absent one, got one with thesis\.tex/);
});

test('a plan of a game is read as it was written, and nothing else is', async (t) => {
  const { plan: models } = await smallRun(temporaryFolder(t), 2);
  const base = smallAudit(2);
  if (base.spec.kind !== 'labels') throw new Error('the small audit plays labels');
  const { mechanism, seed } = base.spec;
  const trained = (canary: Extract<GameSpec, { kind: 'trained' }>['canary']): GameSpec => ({
    kind: 'trained',
    recipe: models.recipe,
    canary,
    trials: 3,
    seed,
  });
  const specs: readonly GameSpec[] = [
    base.spec,
    { kind: 'release', mechanism, seed, pair: 'midpoint', poisons: 2, trials: 5 },
    { kind: 'one-run', mechanism, seed, canaries: 4 },
    trained({ kind: 'mislabelled', record: 3, label: 'a' }),
    trained({ kind: 'unique-class', record: 0 }),
    trained({ kind: 'patch', record: 1, label: 'b' }),
    trained({ kind: 'poison', poisons: 2, target: 0, label: 'c' }),
    trained({ kind: 'poison', poisons: 2 }),
  ];
  const backend = { name: 'wasm', version: '4.22.0', kernels: ['BatchMatMul'], simd: true } as const;
  const plans = specs.map(
    (spec): AuditPlan => ({
      ...base,
      spec,
      ...(spec.kind === 'trained' ? { data: models.data, backend } : {}),
    }),
  );
  for (const plan of plans) t.same(parseAuditPlan(planText(plan)), plan);
  t.equal(new Set(plans.map(fingerprint)).size, plans.length);
  t.equal(fingerprint({ ...base, assumed: ['k = 2'] }), fingerprint(base), 'what was assumed is no part');
  t.equal(
    planDifference(base, { ...base, spec: { ...base.spec, trials: 7 } }),
    'spec.trials: 1000 against 7',
  );
  for (const [text, by] of [
    ['"seed"', '"sead"'],
    ['audit-run/1', 'audit-run/2'],
    ['"trials": 1000', '"trials": 0'],
    ['"kind": "mixup"', '"kind": "dp-sgd"'],
    ['"kind": "labels"', '"kind": "label"'],
  ] as const)
    t.throws(() => parseAuditPlan(planText(base).replace(text, by)), text);
});

test('what cannot be continued is refused before it is begun', async (t) => {
  const folder = join(temporaryFolder(t), 'run');
  const base = smallAudit(2);
  const { plan: models, data } = await smallRun(temporaryFolder(t), 2);
  const spec: GameSpec = {
    kind: 'trained',
    recipe: models.recipe,
    canary: { kind: 'mislabelled' },
    trials: 2,
    seed: '1',
  };
  await t.rejects(runAudit({ ...base, spec }, folder, { data }), {
    name: 'DomainError',
    message: /data of the plan must be named for a game on trained models, .* got none for the game trained/,
  });
  await t.rejects(runAudit({ ...base, data: models.data }, folder), { name: 'DomainError' });
  const misspelt = { colour: 'red' };
  const odd: AuditPlan = { ...base, spec: { ...base.spec, ...misspelt } };
  await t.rejects(runAudit(odd, folder), {
    name: 'DataError',
    message: /must be a plan that can be read again/,
  });
  t.notOk(existsSync(folder), 'nothing was made');
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

test('any damage to a store of scores is found, and what is no score is not stored', (t) => {
  const layout: Layout<Float64Array> = { fingerprint: 'ab'.repeat(32), width: 3, codec: SCORE_CODEC };
  const units = new Map([
    [2, Float64Array.of(-Infinity, 0, 1e-300)],
    [0, Float64Array.of(Infinity, -0, Math.PI)],
  ]);
  const whole = encodeStore(layout, units);
  t.equal(whole.length, 48 + 2 * (4 + 24 + 4));
  t.same([...decodeStore(layout, whole, 'store')], [...units].reverse());
  fc.assert(
    fc.property(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 }), (at, bits) => {
      const bytes = Buffer.from(whole);
      bytes[at] = (bytes[at] ?? 0) ^ bits;
      t.throws(() => decodeStore(layout, bytes, 'store'), DataError);
    }),
  );
  t.throws(() => encodeStore(layout, new Map([[0, Float64Array.of(0, NaN, 0)]])), /got NaN/);
  t.throws(() => encodeStore(layout, new Map([[0, Float64Array.of(0)]])), /3 scores are needed, got 1/);
  t.end();
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
