import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'tap';
import { notePath, readPoisonFile } from '../../lib/attack/index.js';
import type { Records } from '../../lib/core/index.js';
import { glyphs } from '../../lib/data/glyphs.js';
import { intoDomain } from '../../lib/data/index.js';
import { publicPart } from '../../lib/run/attacks/data-shape.js';
import { accuracyOf } from '../../lib/run/attacks/measure.js';
import {
  attackPlanText,
  mergeAttacks,
  parseAttackPlan,
  planLegend,
  poisonPictures,
  readAttackRun,
  runAttacks,
} from '../../lib/run/index.js';
import { allContents, SMALL, smallAttacks } from './small-attacks.js';
import { temporaryFolder } from './small-run.js';

/** 3 strikes (badnets at 60 and 10, label-flip at 120) x 2 defences x 2 learners x 2 seeds */
const CELLS = 24;

test('one worker, two, a killed run and slices leave the same folder; a second start has nothing to do', async (t) => {
  const folder = temporaryFolder(t);
  const at = (name: string): string => join(folder, name);
  const plan = await smallAttacks();
  const seen: number[] = [];
  const one = await runAttacks(plan, at('one'), { workers: 1, onProgress: (done) => seen.push(done) });
  t.same(one, { measured: CELLS, failed: 0, computed: CELLS });
  t.same(seen, [...seen.keys()], 'progress counts every piece of work');
  const whole = allContents(at('one'));
  t.equal(Object.keys(whole).filter((name) => name.startsWith('/cells/')).length, CELLS);
  t.equal(
    Object.keys(whole).filter((name) => name.endsWith('.npz')).length,
    6,
    'crafted once for all victims',
  );

  const leave = new AbortController();
  const killed = runAttacks(plan, at('killed'), {
    workers: 2,
    signal: leave.signal,
    onProgress: (done) => {
      if (done === 8) leave.abort(new Error('killed'));
    },
  });
  await t.rejects(killed, { message: 'killed' });
  const before = await readAttackRun(at('killed'));
  t.ok(before.missing > 0 && before.missing < CELLS, 'it was killed midway');
  writeFileSync(join(at('killed'), 'cells', `${'0'.repeat(64)}.json.part-01234567`), 'of a killed thread');
  const resumed = await runAttacks(plan, at('killed'), { workers: 2 });
  t.same(resumed, { measured: CELLS, failed: 0, computed: before.missing });
  t.same(allContents(at('killed')), whole, 'byte for byte');

  for (const shard of [1, 2])
    await runAttacks(plan, at(`shard-${shard}`), { workers: 1, shard: { shard, of: 2 } });
  const merged = await mergeAttacks([at('shard-2'), at('shard-1')], at('merged'));
  t.same(merged, { measured: CELLS, failed: 0, missing: 0 });
  t.same(allContents(at('merged')), whole, 'slices in any order');
  t.ok((await mergeAttacks([at('shard-1')], at('part'))).missing > 0, 'a slice alone is not the run');

  const started = Date.now();
  const again = await runAttacks(plan, at('one'), { workers: 1 });
  t.ok(Date.now() - started < 2000);
  t.same(again, { measured: CELLS, failed: 0, computed: 0 });
  t.same(allContents(at('one')), whole);
});

test('cells as they are read: names, pairs, guarantees; a longer plan computes what is new', async (t) => {
  const folder = join(temporaryFolder(t), 'run');
  const few = { attacks: SMALL.attacks.slice(0, 1), learners: [{ kind: 'ridge' }] };
  await runAttacks(await smallAttacks({ ...few, defences: SMALL.defences.slice(0, 1) }), folder, {
    workers: 1,
  });
  const old = allContents(folder);
  const defences = [...SMALL.defences, { kind: 'dpa', parts: 9 }];
  const longer = await smallAttacks({ ...few, defences, seeds: 3 });
  const { computed } = await runAttacks(longer, folder, { workers: 1 });
  t.equal(computed, 2 * 3 * 3 - 2 * 2, 'all but the two seeds of two budgets without defence');
  for (const [name, text] of Object.entries(allContents(folder)))
    if (name in old && name !== '/plan.json') t.equal(text, old[name], name);
  const { plan, cells, data, missing } = await readAttackRun(folder);
  t.equal(missing, 0);
  t.equal(data.rest, 1200);
  t.equal(plan.engine?.version.startsWith('4.'), true, 'what TensorFlow.js ran on is told');
  t.same(
    cells.map(({ name }) => [name.attack, name.poisons, name.share, name.defence, name.learner].join(', ')),
    ['60, 0.05', '10, 0.008333333333333333'].flatMap((budget) =>
      ['none', 'noise sigma=0.05 copies=1', 'dpa parts=9'].map(
        (name) => `badnets, ${budget}, ${name}, ridge`,
      ),
    ),
  );
  for (const { aim, seeds, failures, guarantee, name } of cells) {
    t.equal(aim, 'class');
    t.same(failures, []);
    t.same(
      seeds.map(({ seed }) => seed),
      [0, 1, 2],
    );
    t.ok(seeds.every(({ clean, queries }) => clean.accuracy > 0.5 && queries > 40 && queries < 60));
    const kind = name.defence === 'none' ? 'none' : name.defence.startsWith('dpa') ? 'votes' : 'mechanism';
    t.equal(guarantee.kind, kind);
    t.equal(
      seeds.every(({ reachable }) => (reachable !== undefined) === (kind === 'votes')),
      true,
    );
  }
  const [undefended] = cells;
  for (const { clean, poisoned } of undefended?.seeds ?? [])
    t.ok(poisoned.success > clean.success, 'the pair differs by the poisons');
  const shared = cells
    .filter(({ name }) => name.defence === 'none')
    .map(({ seeds }) => seeds.map(({ clean }) => clean.accuracy));
  t.same(shared[0], shared[1], 'one model without poison for all cells of a defence and seed');
  const text = attackPlanText(plan);
  t.same(await parseAttackPlan(JSON.parse(text), { version: '0.0.0' }), plan, 'a plan file is a plan');
  await t.rejects(parseAttackPlan(JSON.parse(text), { version: '0.0.1' }), {
    message: 'version must be 0.0.1, that of this dpih, or left out, got 0.0.0',
  });
  await t.rejects(
    runAttacks(await smallAttacks({ data: { ...SMALL.data, test: { fraction: 0.3, seed: '1' } } }), folder),
    { name: 'DataError', message: /must be of a run on these data/ },
  );
});

const BREAKS = `export default {
  kind: 'breaks', summary: '', source: '', schema: { safeParse: (data) => ({ success: true, data }) },
  demands: () => ({}), budget: () => undefined, cleanLabel: () => false,
  async craft() { throw new Error('no such luck'); },
};`;
const MOODY = (seed: number): string => `export default {
  kind: 'moody', summary: '', source: '', schema: { safeParse: (data) => ({ success: true, data }) },
  guarantee: () => ({ kind: 'none', reason: 'none' }),
  async train(spec, { train, seed, fit }) {
    if (seed === JSON.stringify(['1', 'victim', ${seed}])) throw new Error('not today');
    const labels = new Float32Array(train.count * train.classes.length);
    train.labels.forEach((label, i) => { labels[i * train.classes.length + label] = 1; });
    const { count, dimension, features, classes } = train;
    return fit({ count, dimension, classes: classes.length, features, labels }, seed);
  },
};`;

test('what fails is recorded, stops nothing and is tried again; modules of the user', async (t) => {
  const folder = temporaryFolder(t);
  writeFileSync(join(folder, 'breaks.mjs'), BREAKS);
  writeFileSync(join(folder, 'moody.mjs'), MOODY(1));
  const own = [join(folder, 'breaks.mjs'), join(folder, 'moody.mjs')];
  const change = {
    own,
    attacks: [{ spec: { kind: 'breaks' }, poisons: [5] }, ...SMALL.attacks.slice(1)],
    defences: [{ kind: 'none' }, { kind: 'moody' }],
    learners: [{ kind: 'ridge' }],
  };
  const plan = await smallAttacks(change);
  const run = join(folder, 'run');
  t.same(await runAttacks(plan, run, { workers: 2 }), { measured: 3, failed: 5, computed: 8 });
  const { cells } = await readAttackRun(run);
  t.same(
    cells.map(({ name, seeds, failures }) => [
      name.attack,
      name.defence,
      seeds.length,
      failures.map(({ error, at }) => `${at}: ${error}`),
    ]),
    [
      ['breaks', 'none', 0, ['attack: no poisons: no such luck', 'attack: no poisons: no such luck']],
      ['breaks', 'moody', 0, ['attack: no poisons: no such luck', 'attack: no poisons: no such luck']],
      ['label-flip', 'none', 2, []],
      ['label-flip', 'moody', 1, ['training: not today']],
    ],
  );
  const again = await runAttacks(plan, run, { workers: 1 });
  t.same(again, { measured: 3, failed: 5, computed: 5 }, 'errors are no results');
  writeFileSync(join(folder, 'moody.mjs'), MOODY(7));
  await t.rejects(
    readAttackRun(run),
    /own\[1\] must be .*moody\.mjs as it was run/,
    'it may claim another certificate now',
  );
  const mended = await smallAttacks(change);
  t.same((await runAttacks(mended, run, { workers: 1 })).computed, 8 - 2, 'another module, other cells');
  t.match(await planLegend(mended), { 'label-flip': /random/, ridge: /closed form/ });
});

test('transfer: victims train a last layer on what a part of the records taught', async (t) => {
  const folder = join(temporaryFolder(t), 'run');
  const layer = { kind: 'softmax', epochs: 15, batch: 64 };
  const plan = await smallAttacks({
    attacks: [{ spec: { kind: 'bullseye', steps: 20 }, poisons: [0.01] }],
    surrogate: layer,
    transfer: { body: { kind: 'mlp', epochs: 15, batch: 64, hidden: [8] }, head: layer, publicShare: 0.3 },
    defences: [{ kind: 'none' }, { kind: 'mixup', k: 2, copies: 1 }],
  });
  t.same(await runAttacks(plan, folder, { workers: 2 }), { measured: 4, failed: 0, computed: 4 });
  const { cells, data } = await readAttackRun(folder);
  t.equal(data.rest, 840);
  for (const { name, seeds } of cells) {
    t.match(name, {
      attack: 'bullseye steps=20',
      poisons: 8,
      share: 8 / 840,
      learner: 'softmax on frozen mlp 8',
    });
    t.ok(seeds.every(({ queries, clean }) => queries === 1 && clean.accuracy > 0.3));
  }
  const { open, rest } = publicPart(plan, glyphs(1200));
  t.same([open.count, rest.count], [360, 840]);
  const rows = ({ features, labels, count }: Records): string[] =>
    Array.from({ length: count }, (_, i) => `${labels[i]}: ${features.subarray(64 * i, 64 * i + 64)}`);
  t.same([...rows(open), ...rows(rest)].sort(), rows(glyphs(1200)).sort(), 'every record is in one part');
});

test('poisons are kept as files, and as pictures', async (t) => {
  const folder = join(temporaryFolder(t), 'run');
  const plan = await smallAttacks({ learners: [{ kind: 'ridge' }], defences: [{ kind: 'none' }], seeds: 1 });
  await runAttacks(plan, folder, { workers: 1 });
  const files = Object.keys(allContents(folder)).filter((name) => name.endsWith('.npz'));
  t.equal(files.length, 3);
  const counts: number[] = [];
  for (const name of files) {
    const { positions, queries } = await readPoisonFile(join(folder, name), { ...glyphs(), count: 1200 });
    counts.push(positions.length);
    t.ok(queries !== undefined && queries.count > 0);
  }
  t.same(
    counts.sort((a, b) => a - b),
    [10, 60, 120],
  );
  const pictures = await poisonPictures(folder, plan, 5);
  t.same(
    pictures.map(({ attack, panels }) => [attack, panels.length]),
    [
      ['badnets', 3],
      ['label-flip', 2],
      ['badnets', 3],
      ['label-flip', 2],
      ['badnets', 3],
    ],
    'in turn; where any error will do there is no query to show',
  );
  for (const { caption, height, width, channels, panels } of pictures) {
    t.match(caption, /^\w+, (labelled \w+|label kept)$/);
    t.same([height, width, channels], [8, 8, 1]);
    t.ok(panels.every(({ pixels }) => pixels.length === 64 && pixels.every((x) => x >= 0 && x <= 1)));
  }
  const [patched, flipped] = pictures;
  t.not(String(patched?.panels[0]?.pixels), String(patched?.panels[1]?.pixels), 'the patch is seen');
  t.same(flipped?.panels[0]?.pixels, flipped?.panels[1]?.pixels, 'a flipped label is not');
  const [file = ''] = files;
  rmSync(notePath(join(folder, file)));
  t.equal(
    (await runAttacks(plan, folder, { workers: 1 })).computed,
    0,
    'poisons are crafted for missing cells only',
  );
});

test('a model that answers less than it is asked is not measured', async (t) => {
  const asked = intoDomain(glyphs(), { kind: 'box', low: 0, high: 1, dimension: 64 });
  const model = (answers: number) => ({
    predict: async () => asked.labels.slice(0, answers),
    logits: async () => new Float64Array(),
    dispose() {},
  });
  t.equal(await accuracyOf(model(asked.count), asked), 1);
  await t.rejects(
    accuracyOf(model(10), asked),
    /predictions must be 1500, one for each record asked about, got 10/,
  );
});
