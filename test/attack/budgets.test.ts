import tap, { test } from 'tap';
import type { Attack, Poisoning, Scene } from '../../lib/attack/attack.js';
import { ATTACKS, attackOf } from '../../lib/attack/attacks.js';
import { badnets } from '../../lib/attack/badnets.js';
import { classOf } from '../../lib/attack/choices/target.js';
import { checkPoisoning } from '../../lib/attack/poisons/check-poisoning.js';
import { craftPoisons } from '../../lib/attack/poisons/craft-poisons.js';
import { writePoisonFile } from '../../lib/attack/poisons/poison-file.js';
import { poisoned } from '../../lib/attack/poisons/poisoned.js';
import { distance, onGrid } from '../../lib/attack/poisons/quantise.js';
import type { Surrogate } from '../../lib/train/index.js';
import { quickExtractor, quickSettings, smallScene, TEST, TRAIN } from './small-scene.js';

const KINDS = Object.keys(ATTACKS);
const row = (features: Float32Array, i: number): Float32Array => features.subarray(64 * i, 64 * (i + 1));

// what all tests share: a frozen extractor, and a file of poisons for 'import'
const extractor = await quickExtractor();
const file = `${tap.testdir()}/poisons.npz`;
const stored = badnets.schema.parse({ kind: 'badnets', target: 'cup' });
const poisoning = await craftPoisons(badnets, stored, smallScene());
await writePoisonFile(file, poisoning, TRAIN, { kind: 'badnets', settings: stored, version: '0' });
tap.teardown(() => extractor.dispose());

/** The attack, its settings, and a scene that meets its demands. */
function playable(kind: string, given: Partial<Scene> = {}) {
  const attack: Attack = attackOf(kind);
  const spec = attack.schema.parse(quickSettings(kind, file));
  const transfer = attack.demands(spec).transfer === true ? { extractor } : {};
  return { attack, spec, scene: smallScene({ ...transfer, ...given }) };
}

for (const kind of KINDS)
  test(`${kind}: a function of settings and scene; within its budget once quantised`, async (t) => {
    const { attack, spec, scene } = playable(kind);
    const crafted: Poisoning = await attack.craft(spec, scene);
    t.same(await attack.craft(spec, scene), crafted, 'the same again');
    const other: Poisoning = await attack.craft(spec, playable(kind, { seed: '2' }).scene);
    // poisons that are read from a file are those of the file
    if (kind !== 'import') t.notSame(other.positions, crafted.positions, 'by the seed');

    const budget = attack.budget(spec);
    const cleanLabel = attack.cleanLabel(spec);
    for (const levels of [256, 17, undefined]) {
      const pixels = { low: 0, high: 1, ...(levels === undefined ? {} : { levels }) };
      const poisoning = onGrid(crafted, TRAIN, pixels, budget);
      checkPoisoning(poisoning, { train: TRAIN, poisons: 12, pixels, budget, cleanLabel });
      // once more, without the code under test
      t.equal(new Set(poisoning.positions).size, 12);
      poisoning.positions.forEach((position, i) => {
        const [poison, record] = [row(poisoning.features, i), row(TRAIN.features, position)];
        if (cleanLabel) t.equal(poisoning.labels[i], TRAIN.labels[position]);
        if (budget !== undefined) t.ok(distance(poison, record, budget.norm) <= budget.size + 1e-5);
        t.ok(poison.every((x, j) => x === record[j] || (levels ?? 0) === 0 || onLevel(x, levels ?? 2)));
      });
      const { aim, truth, count } = poisoning.queries;
      if (aim.kind === 'class') t.ok(aim.intended.every((label, i) => label !== truth[i] && label < 10));
      t.ok(count >= 1 && poisoning.queries.features.length === 64 * count);
    }
    const changed = poisoned(TRAIN, crafted);
    t.equal(changed.count, TRAIN.count);
    const touched = new Set(crafted.positions);
    t.ok(TRAIN.labels.every((label, i) => touched.has(i) || changed.labels[i] === label));
    t.ok(TRAIN.features.every((x, j) => touched.has(Math.floor(j / 64)) || changed.features[j] === x));
    t.ok(
      crafted.labels.some((label, i) => label !== TRAIN.labels[crafted.positions[i]]) ||
        crafted.positions.some(
          (position, i) => distance(row(crafted.features, i), row(TRAIN.features, position), 'l2') > 0,
        ),
      'something is poisoned',
    );
  });

const onLevel = (x: number, levels: number): boolean => {
  const place = x * (levels - 1);
  return Math.abs(place - Math.round(place)) < 1e-5;
};

for (const kind of KINDS)
  test(`${kind}: what cannot be is one error, before any work`, async (t) => {
    const { attack, spec, scene } = playable(kind);
    const lost = { ...scene, surrogate: () => Promise.reject(new Error('work was begun')) };
    const crafting = (given: Partial<Scene>) => craftPoisons(attack, spec, { ...lost, ...given });
    await t.rejects(crafting({ poisons: 0 }), { name: 'DomainError', message: /^poisons must be/ });
    await t.rejects(crafting({ poisons: 301 }), { name: 'DomainError', message: /^poisons must be/ });
    await t.rejects(crafting({ poisons: 1.5 }), { name: 'DomainError', message: /^poisons must be/ });
    await t.rejects(crafting({ pixels: { low: 1, high: 0 } }), { message: /^pixels.high must be above/ });
    await t.rejects(crafting({ pixels: { low: 0, high: 0.5 } }), { message: /^pixels must be a range/ });
    const unknown = attack.schema.safeParse({ ...spec, epsilom: 1 });
    t.match(unknown.error?.message, /epsilom/, 'a misspelt setting is named');
    t.notOk(attack.schema.safeParse({ ...spec, kind: 'other' }).success);
    const { image: _, ...noImage } = TRAIN;
    if (attack.demands(spec).image === true)
      await t.rejects(crafting({ train: noImage }), { name: 'DomainError', message: /image/ });
  });

test('a part that an attack leaves out is named', async (t) => {
  const without = { ...badnets, craft: async () => ({ ...poisoning, positions: undefined }) };
  // biome-ignore lint/suspicious/noExplicitAny: what a module in JavaScript may return
  await t.rejects(craftPoisons(without as any, stored, smallScene()), {
    name: 'DomainError',
    message: 'positions of the poisons of badnets must be given, got undefined',
  });
});

test('settings that the records do not allow are errors that name them', async (t) => {
  const of = async (settings: { kind: string; [key: string]: unknown }, given: Partial<Scene> = {}) => {
    const attack = attackOf(settings.kind);
    const surrogate = () => Promise.reject(new Error('work was begun'));
    return craftPoisons(attack, attack.schema.parse(settings), smallScene({ surrogate, ...given }));
  };
  /** The kinds that have such a setting. */
  const having = (setting: object): string[] =>
    KINDS.filter(
      (kind) => attackOf(kind).schema.safeParse({ ...quickSettings(kind, file), ...setting }).success,
    );
  const patched = having({ size: 9 });
  t.ok(['badnets', 'adaptive-patch', 'clean-label'].every((kind) => patched.includes(kind)));
  for (const kind of patched)
    await t.rejects(of({ kind, size: 9 }), /^patch size must be at most .* 8 x 8, got 9/);
  const kinds = having({ target: 'cupp' });
  t.ok(kinds.length >= 8);
  for (const kind of kinds) {
    const settings = { kind, ...quickSettings(kind, file), target: 'cupp' };
    const given = attackOf(kind).demands(attackOf(kind).schema.parse(settings)).transfer ? { extractor } : {};
    await t.rejects(of(settings, given), /^target must be a class: 0 to 9 or one of bar, box, .*, got cupp/);
  }
  // 30 glyphs of a class
  for (const settings of [{ kind: 'sig' }, { kind: 'watermark' }, { kind: 'label-flip-targeted' }])
    await t.rejects(of(settings, { poisons: 31 }), /^poisons must be at most the 30 training records of/);
  await t.rejects(
    of({ kind: 'badnets' }, { poisons: 271 }),
    /poisons must be at most the 270 training records/,
  );
  await t.rejects(of({ kind: 'label-flip-targeted', from: 3, to: 3 }), /^to must be another class/);
  await t.rejects(of({ kind: 'adaptive-blend', cover: 0.9 }, { poisons: 1 }), /not all are covers/);
  await t.rejects(of({ kind: 'watermark', queries: 13 }), /^queries must be at most one a poison/);
  await t.rejects(of({ kind: 'import', file: file, target: 1 }), /^target must be left out/);
  await t.rejects(of({ kind: 'import', file: file }, { poisons: 11 }), /^poisons must be 11/);
  await t.rejects(
    of({ kind: 'import', file: file, cleanLabel: true }),
    /label of poison \d+ must be the true/,
  );
  await t.rejects(
    of({ kind: 'import', file: file, epsilon: 0.1 }),
    /linf distance of poison \d+ .* at most 0.1/,
  );
  t.throws(() => attackOf('badnet'), /^attack must be one of label-flip, .*badnets.*, got badnet$/);
  t.throws(() => attackOf('toString'), { name: 'DomainError' });
});

test('poisons that are the records they replace are an error, never a silent success', async (t) => {
  const coarse = { low: 0, high: 1, levels: 2 };
  const black = { ...TRAIN, features: TRAIN.features.map(Math.round) };
  const test = { ...TEST, features: TEST.features.map(Math.round) };
  // nothing that stays within .2 of 0 or 1 is another pixel
  for (const [kind, settings] of Object.entries({
    sig: {},
    adversarial: { epsilon: 0.2, steps: 3 },
    bullseye: { epsilon: 0.2, steps: 3 },
    'gradient-matching': { epsilon: 0.2, steps: 3, restarts: 1 },
  })) {
    const attack = attackOf(kind);
    const spec = attack.schema.parse({ kind, ...settings });
    await t.rejects(
      craftPoisons(attack, spec, smallScene({ train: black, test, pixels: coarse, extractor })),
      /^poisons must be different from the records they replace/,
      kind,
    );
  }
  // a label alone is a difference
  const flip = attackOf('label-flip');
  await t.resolves(
    craftPoisons(flip, flip.schema.parse({ kind: 'label-flip' }), smallScene({ train: black, test })),
  );
});

test('a wave of whole half-periods between pixels is none, and said to be', async (t) => {
  const image = { height: 4, width: 16, channels: 1 };
  const scene = smallScene({ train: { ...TRAIN, image }, test: { ...TEST, image } });
  const craft = (frequency: number) =>
    craftPoisons(attackOf('sig'), attackOf('sig').schema.parse({ kind: 'sig', frequency }), scene);
  for (const frequency of [8, 16, 24])
    await t.rejects(craft(frequency), /^frequency must be such that the wave is not 0 in all 16 columns/);
  await t.resolves(craft(6));
});

test('a class is its name, then its place', (t) => {
  t.equal(classOf('3', ['1', '2', '3', '8']), 2);
  t.equal(classOf(3, ['1', '2', '3', '8']), 2, 'YAML makes numbers of names');
  t.equal(classOf(8, ['1', '2', '3', '8']), 3);
  t.equal(classOf(0, ['1', '2', '3', '8']), 0, 'no class has that name');
  t.equal(classOf(2, ['cup', 'bar', 'dot']), 2);
  t.equal(classOf('2', ['cup', 'bar', 'dot']), 2);
  for (const given of [3, -1, 1.5, '3', '', 'cups'])
    t.throws(() => classOf(given, ['cup', 'bar', 'dot']), { name: 'DomainError' });
  t.end();
});

test('classes without records are errors that say so', async (t) => {
  const labels = TRAIN.labels.map((label) => (label === 3 ? 4 : label));
  const scene = smallScene({
    train: { ...TRAIN, labels },
    surrogate: () => Promise.reject(new Error('work was begun')),
  });
  const craft = (settings: { kind: string; [key: string]: unknown }) =>
    craftPoisons(attackOf(settings.kind), attackOf(settings.kind).schema.parse(settings), scene);
  await t.rejects(
    craft({ kind: 'sleeper-agent', target: 1, source: 3 }),
    /^source must be a class that has training records/,
  );
  for (const kind of ['sig', 'clean-label', 'sleeper-agent', 'gradient-matching'])
    await t.rejects(craft({ kind, target: 3 }), /^poisons must be at most the 0 training records of/);
});

test('of several networks none is left where one cannot be trained', async (t) => {
  let left = 0;
  const scene = smallScene({
    surrogate: async (_, use) => {
      if (use.endsWith('2')) throw new Error('out of memory');
      left += 1;
      return { dispose: () => (left -= 1) } as unknown as Surrogate;
    },
  });
  const settings = { kind: 'bullseye', transfer: false, networks: 3 };
  await t.rejects(craftPoisons(attackOf('bullseye'), attackOf('bullseye').schema.parse(settings), scene), {
    message: 'out of memory',
  });
  t.equal(left, 0);
});
