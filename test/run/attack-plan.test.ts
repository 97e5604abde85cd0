import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'tap';
import * as z from 'zod';
import { DataError } from '../../lib/data/index.js';
import { scaledEpochs } from '../../lib/run/attacks/fit-rows.js';
import { learnerNames, settingsName } from '../../lib/run/attacks/setting-names.js';
import { mergeAttacks, readAttackRun, runAttacks } from '../../lib/run/index.js';
import { gradientSpec } from '../../lib/train/index.js';
import { allContents, SMALL, smallAttacks } from './small-attacks.js';
import { temporaryFolder } from './small-run.js';

test('a plan that cannot be run: one error, naming the key, before any work', async (t) => {
  const folder = temporaryFolder(t);
  const badnets = (spec: object, poisons: unknown = [0.05]) => ({
    attacks: [{ spec: { kind: 'badnets', ...spec }, poisons }],
  });
  const bad: readonly (readonly [Readonly<Record<string, unknown>>, RegExp])[] = [
    [{ sedes: 3 }, /^sedes must be left out: no such setting is known, got 3$/],
    [{ seeds: 0 }, /^seeds must be >= 1, got 0$/],
    [
      { learners: [{ kind: 'mpl' }] },
      /^learners\[0\]\.kind must be ridge or softmax or mlp or cnn, got mpl$/,
    ],
    [{ learners: [{ kind: 'mlp', epochs: 0 }] }, /^learners\[0\]\.epochs must be >= 1, got 0$/],
    [
      { learners: [{ kind: 'softmax', hidden: [3] }] },
      /^learners\[0\]\.hidden must be empty for softmax, got 3$/,
    ],
    [{ surrogate: { kind: 'ridge' } }, /^surrogate\.kind must be softmax, mlp or cnn/],
    [{ transfer: { head: { kind: 'mlp' } } }, /^transfer\.head\.kind must be softmax/],
    [
      { attacks: [{ spec: { kind: 'badnet' }, poisons: [1] }] },
      /^attacks\[0\]\.spec\.kind must be a known attack \(.*badnets.*\), got badnet$/,
    ],
    [
      { defences: [{ kind: 'hope' }] },
      /^defences\[0\]\.kind must be a known defence \(none, .*\), got hope$/,
    ],
    [badnets({ sise: 3 }), /^attacks\[0\]\.spec\.sise must be left out: no such setting is known, got 3$/],
    [badnets({ size: 0 }), /^attacks\[0\]\.spec\.size must be >= 1, got 0$/],
    [badnets({}, [0]), /^attacks\[0\]\.poisons\[0\] must be a share .* or a whole number .*, got 0$/],
    [badnets({}, [1.5]), /^attacks\[0\]\.poisons\[0\] must be a share/],
    [badnets({}, []), /^attacks\[0\]\.poisons must be a list of >= 1 entries, got \[\]$/],
    [{ seeds: 1025 }, /^seeds must be <= 1024, got 1025$/],
    [{ own: ['./absent.mjs'] }, /^own\[0\] must be a module that can be read, got .*absent\.mjs$/],
    [
      { data: { ...SMALL.data, domain: { kind: 'l2-diameter', diameter: 1 } } },
      /^data\.domain\.kind must be l2-ball or l1-ball or box, got l2-diameter$/,
    ],
  ];
  for (const [change, message] of bad)
    await t.rejects(smallAttacks(change), { name: 'DomainError', message }, String(message));
  const unfit: readonly (readonly [Readonly<Record<string, unknown>>, RegExp])[] = [
    [
      { learners: [{ kind: 'ridge' }, { kind: 'ridge' }] },
      /^learners\[1\] must be unlike learners\[0\], got ridge$/,
    ],
    [
      badnets({}, [1201]),
      /^attacks\[0\]\.poisons\[0\] must be at most the 1200 records trained on, got 1201$/,
    ],
    [
      badnets({}, [0.0001]),
      /^attacks\[0\]\.poisons\[0\] must be a share that makes one of 1200 records or more, got 0\.0001$/,
    ],
    [
      badnets({}, [0.05, 60]),
      /^attacks\[0\]\.poisons\[1\] must be unlike attacks\[0\]\.poisons\[0\], got 60$/,
    ],
    [badnets({ size: 9 }), /^attacks\[0\] \(badnets size=9\): .* must be/],
    [
      { defences: [{ kind: 'none' }, { kind: 'dp-sgd' }] },
      /^defences\[1\] must be one that runs with ridge on these records, got dp-sgd: /,
    ],
    [
      { image: { height: 4, width: 4, channels: 1 } },
      /^image must be of as many values as a record after the steps, 64, got 4 x 4 x 1 = 16$/,
    ],
    [{ pixels: { low: 0, high: 0.5 } }, /^pixels must be a range that holds every record/],
    [
      { surrogate: { kind: 'cnn' }, attacks: [{ spec: { kind: 'gradient-matching' }, poisons: [5] }] },
      /^surrogate\.kind must be softmax or mlp for attacks\[0\] \(gradient-matching\), where it is left out .*: gradients of gradients/,
    ],
  ];
  for (const [change, message] of unfit) {
    const out = join(folder, 'none');
    await t.rejects(
      runAttacks(await smallAttacks(change), out),
      { name: 'DomainError', message },
      String(message),
    );
    t.same(allContents(out), {}, 'nothing is left behind');
  }
  mkdirSync(join(folder, 'full'));
  writeFileSync(join(folder, 'full', 'thesis.tex'), '');
  await t.rejects(runAttacks(await smallAttacks(), join(folder, 'full')), {
    name: 'DataError',
    message: /one with thesis\.tex$/,
  });
  await t.rejects(readAttackRun(join(folder, 'full')), DataError);
  await t.rejects(mergeAttacks([], folder), DataError);
});

test('a defence takes about as many steps on its rows as the learner on the records', (t) => {
  const spec = gradientSpec('mlp', { epochs: 20, batch: 64 });
  t.equal(scaledEpochs(spec, 1200, 1200), 20);
  t.equal(scaledEpochs(spec, 1200, 4800), 5, 'four times the rows');
  t.equal(scaledEpochs(spec, 1200, 30), 20 * 19, 'a part is passed as often as the whole has batches');
  t.equal(scaledEpochs(spec, 64, 1e6), 1, 'but never not at all');
  t.end();
});

test('names say what is not usual, and learners what tells them apart', (t) => {
  const adaptive = z.strictObject({ k: z.int(), sigma: z.number() }).exactOptional();
  const schema = z.strictObject({
    kind: z.literal('toy'),
    size: z.int().default(2),
    whole: z.boolean().default(false),
    adaptive,
  });
  t.equal(settingsName({ kind: 'toy', size: 2, whole: false }, schema), 'toy');
  t.equal(settingsName({ kind: 'toy', size: 3, whole: true }, schema), 'toy size=3 whole');
  t.equal(
    settingsName({ kind: 'toy', size: 2, adaptive: { k: 4, sigma: 0.1 } }, schema),
    'toy adaptive k=4 sigma=0.1',
  );
  const [one, two] = [
    gradientSpec('mlp', { hidden: [32, 16] }),
    gradientSpec('mlp', { hidden: [32, 16], epochs: 3 }),
  ];
  t.same(learnerNames([one, { kind: 'ridge' }]), ['mlp 32-16', 'ridge']);
  t.same(learnerNames([one, two]), ['mlp 32-16 epochs=20', 'mlp 32-16 epochs=3']);
  t.end();
});
