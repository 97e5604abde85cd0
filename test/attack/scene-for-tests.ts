import type { Attack, PixelGrid, Poisoning, Queries, Scene } from '../../lib/attack/attack.js';
import { craftPoisons } from '../../lib/attack/poisons/craft-poisons.js';
import { poisoned } from '../../lib/attack/poisons/poisoned.js';
import type { Measure } from '../../lib/core/attack.js';
import type { Records } from '../../lib/core/index.js';
import { glyphs, readRecords, split } from '../../lib/data/index.js';
import {
  type Classifier,
  cleanSet,
  type Extractor,
  extractorOf,
  type GradientSpec,
  gradientSpec,
  type Learner,
  learnerFor,
  trainSurrogate,
  transferLearner,
} from '../../lib/train/index.js';
import { sharedDataPath } from '../shared-data.js';

/** Every value that a byte times a power of two can be, on [0, 1]. */
const PIXELS: PixelGrid = { low: 0, high: 1, levels: 256 };

/** What attacks are tried against where nothing else is said: a small network that fits its records. */
export const VICTIM: GradientSpec = gradientSpec('mlp', { epochs: 20, batch: 64, hidden: [32] });

/** The last layer of a victim that transfers. */
export const HEAD: GradientSpec = gradientSpec('softmax');

const DIGITS = sharedDataPath('digits.csv.gz');

/** Whether tests on the digits are skipped. */
export const NO_DIGITS = DIGITS === undefined;

/** Records in three parts: trained on, asked about, and public, from which a frozen extractor is trained. */
export interface Parts {
  readonly train: Records;
  readonly test: Records;
  readonly public: Records;
}

/** 1,500 glyphs: 900 trained on, 300 tested on, 300 public. */
export const glyphParts = (): Parts => partsOf(glyphs());

/** The 1,797 UCI digits as images of [0, 1]: 1,078 trained on, 359 tested on, 360 public. */
export async function digitParts(): Promise<Parts> {
  const { features, ...digits } = await readRecords(DIGITS ?? 'absent');
  const image = { height: 8, width: 8, channels: 1 };
  return partsOf({ ...digits, features: features.map((pixel) => pixel / 16), image });
}

function partsOf(records: Records): Parts {
  const first = split(records, { fraction: 0.2, seed: 'test' });
  const { train, test } = split(first.train, { fraction: 0.25, seed: 'public' });
  return { train, test: first.test, public: test };
}

/** What a test of an attack may choose. */
export interface Setting {
  readonly parts: Parts;
  readonly poisons: number;
  readonly seed: string;
  readonly learner?: GradientSpec;
  /** the victim trains HEAD on this frozen extractor: see frozenExtractor */
  readonly extractor?: Extractor;
}

/** The scene that an attacker is given. */
export function sceneOf({ parts, poisons, seed, learner = VICTIM, extractor }: Setting): Scene {
  return {
    train: parts.train,
    test: parts.test,
    poisons,
    pixels: PIXELS,
    learner,
    ...(extractor === undefined ? {} : { extractor }),
    seed: `attack ${seed}`,
    surrogate: (records, use) => trainSurrogate(learner, records, `surrogate ${use} ${seed}`),
  };
}

/** The body of a network trained on the public part; the caller disposes of it. */
export async function frozenExtractor(parts: Parts, body: GradientSpec = VICTIM): Promise<Extractor> {
  return extractorOf(await trainSurrogate(body, parts.public, 'public'));
}

/** A model that met the poisons and one that did not, asked the same. */
export interface Played {
  readonly poisoning: Poisoning;
  readonly clean: Measure;
  readonly poisoned: Measure;
}

/** One seed of one attack on an undefended victim: crafted, quantised, checked, trained on, measured. */
// biome-ignore lint/suspicious/noExplicitAny: attacks of every kind of settings
export async function playOnce(attack: Attack<any>, settings: object, setting: Setting): Promise<Played> {
  const spec = attack.schema.parse({ kind: attack.kind, ...settings });
  const poisoning = await craftPoisons(attack, spec, sceneOf(setting));
  const { parts, seed, learner = VICTIM, extractor } = setting;
  const victim =
    extractor === undefined
      ? await learnerFor(learner, parts.train.image === undefined ? {} : { image: parts.train.image })
      : await transferLearner(extractor, HEAD);
  const of = (records: Records) => measured(victim, records, `victim ${seed}`, parts.test, poisoning.queries);
  return {
    poisoning,
    clean: await of(parts.train),
    poisoned: await of(poisoned(parts.train, poisoning)),
  };
}

async function measured(
  victim: Learner,
  records: Records,
  seed: string,
  test: Records,
  queries: Queries,
): Promise<Measure> {
  const model = await victim.train(cleanSet(records), seed);
  try {
    return await measureOf(model, test, queries);
  } finally {
    model.dispose();
  }
}

async function measureOf(model: Classifier, test: Records, queries: Queries): Promise<Measure> {
  const tested = await model.predict(test.features, test.count);
  const asked = await model.predict(queries.features, queries.count);
  const { aim, truth } = queries;
  return {
    accuracy: share(tested, (label, i) => label === test.labels[i]),
    success: share(asked, (label, i) =>
      aim.kind === 'class' ? label === aim.intended[i] : label !== truth[i],
    ),
    robust: share(asked, (label, i) => label === truth[i]),
  };
}

function share(labels: Uint16Array, passes: (label: number, i: number) => boolean): number {
  return labels.reduce((count, label, i) => count + (passes(label, i) ? 1 : 0), 0) / labels.length;
}

/** The mean over seeds of a number of each play. */
export const meanOf = (plays: readonly Played[], number: (play: Played) => number): number =>
  plays.reduce((sum, play) => sum + number(play), 0) / plays.length;
