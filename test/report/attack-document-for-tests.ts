import {
  ATTACK_SCHEMA,
  type AttackDocument,
  type AttackRow,
  type CellVerdict,
  type Estimate,
  type PoisonPicture,
} from '../../lib/core/index.js';
import { glyphs } from '../../lib/data/index.js';

const basis = { theorem: 'a theorem (derived here)', note: 'proofs/note.md', assumptions: [] };

const estimate = (mean: number, half: number, low = 0): Estimate => ({
  mean,
  low: Math.max(low, mean - half),
  high: Math.min(1, mean + half),
});

/** What one defence is told to do to every attack. */
interface Sketch {
  readonly defence: string;
  /** success of a strong attack shrinks by this */
  readonly keeps: number;
  readonly accuracy: number;
  /** certified bounds on success per poison, and what is certified at all */
  readonly certified?: number;
}

const DEFENCES: readonly Sketch[] = [
  { defence: 'none', keeps: 1, accuracy: 0.957 },
  { defence: 'mixup k=4', keeps: 0.86, accuracy: 0.949 },
  { defence: 'noise sigma=0.1', keeps: 0.93, accuracy: 0.941 },
  { defence: 'dp-instahide k=4 sigma=0.1', keeps: 0.71, accuracy: 0.928, certified: 1 },
  { defence: 'dpa partitions=50', keeps: 0.06, accuracy: 0.862, certified: 0.006 },
  { defence: 'dp-sgd sigma=2', keeps: 0.3, accuracy: 0.771, certified: 0.035 },
];

const ATTACKS = [
  { attack: 'badnets', strength: 0.97, aim: 'class', budgets: [13, 33, 67, 134] },
  { attack: 'gradient-matching restarts=8', strength: 0.62, aim: 'class', budgets: [13, 33, 67, 134] },
  { attack: 'label-flip', strength: 0.41, aim: 'error', budgets: [67] },
] as const;

const TRAIN = 1347;
const SEEDS = 20;

function row(sketch: Sketch, attack: (typeof ATTACKS)[number], poisons: number, learner: string): AttackRow {
  const reach = 1 - Math.exp(-poisons / 25);
  const baseline = attack.aim === 'class' ? 0.011 : 0.043;
  const success = baseline + (attack.strength - baseline) * sketch.keeps * reach;
  const accuracy = sketch.accuracy - 0.0001 * poisons;
  const bound =
    sketch.certified === undefined ? undefined : Math.min(1, baseline + sketch.certified * poisons);
  const verdict: CellVerdict = bound === undefined ? 'none' : bound >= 1 ? 'vacuous' : 'holds';
  return {
    name: { attack: attack.attack, poisons, share: poisons / TRAIN, defence: sketch.defence, learner },
    aim: attack.aim,
    seeds: SEEDS,
    queries: 405,
    measured: {
      accuracy: estimate(accuracy, 0.021),
      cleanAccuracy: estimate(sketch.accuracy, 0.02),
      accuracyChange: estimate(accuracy - sketch.accuracy, 0.011, -1),
      success: estimate(success, 0.064),
      baseline: estimate(baseline, 0.03),
      gain: estimate(success - baseline, 0.066, -1),
      robust: estimate(Math.max(0, accuracy - success), 0.05),
    },
    ...(bound === undefined
      ? {}
      : {
          successBound: { value: bound, basis },
          accuracyBound: { value: Math.max(0, sketch.accuracy - (sketch.certified ?? 0) * poisons), basis },
        }),
    verdict,
    because: BECAUSE[verdict],
    failures: [],
  };
}

const BECAUSE: Readonly<Record<CellVerdict, string>> = {
  holds: 'measured within the certificate',
  vacuous: 'at this noise the certificate allows the attack to succeed always',
  none: 'the defence has no certificate',
  CONTRADICTED: 'the lower end of the measured success, 0.61, is above the certified bound 0.413',
  failed: 'no seed was completed',
};

const rows: readonly AttackRow[] = ATTACKS.flatMap((attack) =>
  attack.budgets.flatMap((poisons) => DEFENCES.map((sketch) => row(sketch, attack, poisons, 'mlp 64-32-10'))),
);

/** A run in which nothing is wrong: most cells without a certificate or with a vacuous one. */
export const quiet: AttackDocument = {
  schema: ATTACK_SCHEMA,
  question: { data: 'digits.csv.gz', train: TRAIN, test: 450, seeds: SEEDS, seed: '1', alpha: 0.05 },
  rows,
  legend: {
    badnets: 'a patch of 2 x 2 pixels in the corner; the label becomes the target class',
    'gradient-matching restarts=8':
      "clean labels, gradients matched (Witches' Brew), eps = 16/255, best of 8",
    'label-flip': 'random labels on random records',
    none: 'trained on the records as they are',
    'mixup k=4': 'every record averaged with 3 others',
    'dp-instahide k=4 sigma=0.1': 'mixtures of 4 records with Gaussian noise 0.1 on every pixel',
    'dpa partitions=50': 'Deep Partition Aggregation: 50 models, each on its own part, vote',
    'dp-sgd sigma=2': 'per-example clipping, noise multiplier 2',
    'mlp 64-32-10': 'dense network, one hidden layer of 32, 30 epochs',
  },
  assumptions: ['The randomness of training is secret from the attacker and independent between seeds.'],
  defaults: ['sigma = 0.1', 'noise = gaussian'],
  notes: [
    'Against badnets at r = 67, mixing 4 records takes success from 0.904 to 0.779.',
    'At sigma = 0.1 the certificate of dp-instahide k=4 is vacuous at every budget: it allows what was measured, and everything else.',
  ],
  pictures: pictures(),
  findings: [],
  failures: [],
  notCovered: [
    'Attacks that were not run: a measured success is of these attacks, never of the strongest one.',
    'Other data, learners and seeds than those named here.',
  ],
};

function broken(row: AttackRow): AttackRow {
  if (
    row.name.defence === 'dp-sgd sigma=2' &&
    row.name.attack === 'badnets' &&
    row.name.poisons === 33 &&
    row.measured !== undefined
  )
    return {
      ...row,
      measured: { ...row.measured, success: { mean: 0.684, low: 0.61, high: 0.75 } },
      successBound: { value: 0.413, basis },
      verdict: 'CONTRADICTED',
      because: BECAUSE.CONTRADICTED,
    };
  if (row.name.defence === 'dpa partitions=50' && row.name.attack === 'label-flip') {
    const { measured: _, successBound: __, accuracyBound: ___, ...rest } = row;
    return {
      ...rest,
      seeds: 0,
      verdict: 'failed',
      because: BECAUSE.failed,
      failures: ['seed 0: out of memory'],
    };
  }
  return row;
}

/** A run with a cell of every verdict. */
export const loud: AttackDocument = {
  ...quiet,
  rows: rows.map(broken),
  findings: [
    'badnets, r = 33, against dp-sgd sigma=2 on mlp 64-32-10: measured success is at least 0.61, certified at most 0.413',
  ],
  failures: ['label-flip, r = 67, dpa partitions=50, mlp 64-32-10, seed 0: out of memory'],
};

/** Records of the bundled data with a patch, a blend of two, and one in colour. */
function pictures(): readonly PoisonPicture[] {
  const { features, dimension } = glyphs();
  const record = (i: number): number[] =>
    Array.from(features.subarray(i * dimension, (i + 1) * dimension), (x) => Math.min(1, Math.max(0, x)));
  const [a, b] = [record(0), record(1)];
  const patched = a.map((x, i) => (i % 8 > 5 && i >= 48 ? 1 : x));
  const shape = { height: 8, width: 8, channels: 1 };
  const colour = Array.from({ length: 28 * 28 * 3 }, (_, i) => {
    const [x, y] = [Math.floor(i / 3) % 28, Math.floor(i / 84)];
    return i % 3 === 0 ? x / 27 : i % 3 === 1 ? y / 27 : 0.5;
  });
  return [
    {
      attack: 'badnets',
      caption: 'position 17, a 0 that is now said to be a 4',
      ...shape,
      panels: [
        { title: 'record', pixels: a },
        { title: 'poison', pixels: patched },
        { title: 'query', pixels: b },
      ],
    },
    {
      attack: 'gradient-matching restarts=8',
      caption: 'position 201, the label stays',
      ...shape,
      panels: [
        { title: 'record', pixels: b },
        { title: 'poison', pixels: b.map((x, i) => 0.8 * x + 0.2 * (a[i] ?? 0)) },
      ],
    },
    {
      attack: 'label-flip',
      caption: 'position 5',
      height: 28,
      width: 28,
      channels: 3,
      panels: [{ title: 'record', pixels: colour }],
    },
  ];
}
