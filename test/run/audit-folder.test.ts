import { appendFileSync, cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { test } from 'tap';
import { DataError } from '../../lib/data/index.js';
import type { GameSpec } from '../../lib/games/game.js';
import {
  type AuditPlan,
  fingerprint,
  parseAuditPlan,
  planDifference,
  planText,
  readAudit,
  readRun,
  runAudit,
  runPlan,
} from '../../lib/run/index.js';
import { SCORE_CODEC } from '../../lib/run/score-codec.js';
import { decodeStore, encodeStore, type Layout } from '../../lib/run/store.js';
import { smallAudit } from './small-audit.js';
import { smallRun, temporaryFolder } from './small-run.js';

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
  const learner = {
    kind: 'softmax',
    epochs: 1,
    batch: 8,
    optimizer: 'sgd',
    rate: 0.1,
    decay: 0,
    hidden: [],
  } as const;
  const network: AuditPlan = {
    ...base,
    data: models.data,
    spec: { ...spec, recipe: { ...models.recipe, learner } },
  };
  await t.rejects(runAudit(network, folder, { data }), {
    name: 'DomainError',
    message: /backend of the plan must be named for learners of TensorFlow\.js, .* got none for softmax/,
  });
  t.notOk(existsSync(folder), 'nothing was made');
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
