import tap, { test } from 'tap';
import type { Attack, Poisoning, Scene } from '../../lib/attack/attack.js';
import { ATTACKS, attackOf } from '../../lib/attack/attacks.js';
import { badnets } from '../../lib/attack/badnets.js';
import { checkPoisoning } from '../../lib/attack/check-poisoning.js';
import { craftPoisons } from '../../lib/attack/craft-poisons.js';
import { writePoisonFile } from '../../lib/attack/poison-file.js';
import { poisoned } from '../../lib/attack/poisoned.js';
import { distance, onGrid } from '../../lib/attack/quantise.js';
import { quickExtractor, quickSettings, smallScene, TRAIN } from './small-scene.js';

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
