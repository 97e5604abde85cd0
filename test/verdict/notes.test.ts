import { test } from 'tap';
import { attackNotes, attackRows } from '../../lib/verdict/index.js';
import { gaussian } from '../certify/profiles.js';
import { type CellParts, cell, gaussianRelease, measure, same, uncertified } from './cells.js';

const mixing = {
  none: { width: 1, noise: 0 },
  'mixup k=4': { width: 4, noise: 0 },
  'noise 0.1': { width: 1, noise: 0.1 },
  'both k=2': { width: 2, noise: 0.1 },
  'both k=4': { width: 4, noise: 0.1 },
  'laplace noise 0.1': { width: 1, noise: 0.1, law: 'laplace' },
} as const;

type Told = Pick<CellParts, 'attack' | 'defence' | 'learner' | 'poisons'> & {
  readonly cleanAccuracy?: number;
};

const told = (success: number, { cleanAccuracy = 0.9, ...name }: Told, guarantee = uncertified) =>
  cell({
    ...name,
    clean: same(measure(0.02, cleanAccuracy)),
    poisoned: same(measure(success, cleanAccuracy)),
    guarantee,
  });

const notesOf = (
  cells: readonly ReturnType<typeof cell>[],
  known: Parameters<typeof attackNotes>[1] = mixing,
) => attackNotes(attackRows(cells, { alpha: 0.05, profileOf: () => gaussian(2) }).rows, known);

test('width and noise, each with the other held fixed, whichever way it came out', (t) => {
  const notes = notesOf([
    told(0.95, { defence: 'none' }),
    told(0.1, { defence: 'mixup k=4' }),
    told(0.96, { defence: 'none', attack: 'blended' }),
    told(0.93, { defence: 'mixup k=4', attack: 'blended' }),
    told(0.1, { defence: 'none', attack: 'odd' }),
    told(0.9, { defence: 'mixup k=4', attack: 'odd' }),
    told(0.9, { defence: 'noise 0.1' }),
    told(0.8, { defence: 'both k=4' }),
    told(0.85, { defence: 'both k=2' }),
    told(0.05, { defence: 'laplace noise 0.1' }),
    told(0.05, { defence: 'both k=4', attack: 'alone' }),
  ]);
  const expected = [
    'Wider mixing, k = 1, 4 without noise (mlp 32): success falls clearly for badnets at 1 (0.95, 0.1); ' +
      'success rises clearly for odd at 1 (0.1, 0.9); intervals too wide to tell success apart for blended at 1 (0.96, 0.93).',
    'Wider mixing, k = 1, 2, 4 at gaussian noise 0.1 (mlp 32): intervals too wide to tell success apart for badnets at 1 (0.9, 0.85, 0.8).',
    'More Gaussian noise of scale 0, 0.1 without mixing (mlp 32): intervals too wide to tell success apart for badnets at 1 (0.95, 0.9).',
    'More Gaussian noise of scale 0, 0.1 at k = 4 (mlp 32): success rises clearly for badnets at 1 (0.1, 0.8).',
    'More Laplace noise of scale 0, 0.1 without mixing (mlp 32): success falls clearly for badnets at 1 (0.95, 0.05).',
  ];
  for (const text of expected) t.ok(notes.includes(text), text);
  t.equal(notes.filter((text) => /Wider|More/.test(text)).length, expected.length, notes.join('\n'));
  t.notMatch(notes.join(), /alone/, 'what has nothing to be compared with is not');
  t.end();
});

test('undefended attacks, the cost in accuracy, and certificates', (t) => {
  const notes = notesOf([
    told(0.95, { defence: 'none' }),
    told(0.05, { defence: 'none', attack: 'weak' }),
    told(0.1, { defence: 'dp-sgd', cleanAccuracy: 0.4 }, gaussianRelease(1)),
    told(0.1, { defence: 'dp-sgd', cleanAccuracy: 0.4, attack: 'weak' }, gaussianRelease(1)),
    told(0.5, { defence: 'dp-sgd', learner: 'cnn' }, gaussianRelease(1)),
    told(0.1, { defence: 'cutmix', cleanAccuracy: 0.89 }),
    told(1, { defence: 'dp-instahide', poisons: 50 }, gaussianRelease(1)),
  ]);
  t.same(notes.slice(0, 2), [
    'Undefended, mlp 32: success is clearly raised by badnets at 1 (0.02 to 0.95); not shown to be raised by weak at 1 (0.02 to 0.05).',
    'Cost where nothing is poisoned, mlp 32, against 0.9 undefended: accuracy falls clearly for dp-sgd (0.4); ' +
      'intervals too wide to tell accuracy apart for cutmix (0.89), dp-instahide (0.9).',
  ]);
  t.equal(notes.length, 4, 'no cost is told of the learner without an undefended row');
  t.match(
    notes[2],
    /^Certificate of dp-sgd: says something of 3 of 3 cells, at best success of at most 0\.\d+ \(badnets at 1\)\.$/,
  );
  t.equal(
    notes[3],
    'Certificate of dp-instahide: vacuous at the settings used, from 50 poisons on. What the defence does there is seen, not proved.',
  );
  const broken = [
    told(0.99, { defence: 'dp-sgd' }, gaussianRelease(1)),
    told(0.02, { defence: 'dp-sgd', attack: 'weak' }, gaussianRelease(1)),
  ];
  const strict = attackRows(broken, { alpha: 0.05, profileOf: () => gaussian(0.2) });
  t.same(attackNotes(strict.rows, {}), [
    'Certificate of dp-sgd: CONTRADICTED in 1 of 2 cells. Until that is explained, what it says of the others counts for nothing.',
  ]);
  t.notMatch(notesOf(broken).join(), /CONTRADICTED/);
  const always = cell({
    clean: same(measure(1, 0.9)),
    poisoned: same(measure(1, 0.9)),
    defence: 'dp-sgd',
    guarantee: gaussianRelease(1),
  });
  t.match(attackNotes(attackRows([always], { alpha: 0.05, profileOf: () => gaussian(0.2) }).rows, {}), [
    /at best accuracy of at least 0\.\d+ \(badnets at 1\), and of success nothing\.$/,
  ]);
  t.same(notesOf([], {}), []);
  t.same(
    notesOf([told(0.9, { defence: 'none' })], {}).length,
    0,
    'a defence that is not said to mix is compared with nothing',
  );
  t.end();
});
