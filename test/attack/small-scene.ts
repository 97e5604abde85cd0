import type { PixelGrid, Scene } from '../../lib/attack/attack.js';
import type { Records } from '../../lib/core/index.js';
import { glyphs } from '../../lib/data/index.js';
import { type Extractor, extractorOf, gradientSpec, trainSurrogate } from '../../lib/train/index.js';

/** A network that is no good, but quickly trained: for what every attack must hold whatever network it meets. */
const QUICK = gradientSpec('mlp', { epochs: 2, batch: 64, hidden: [8], rate: 0.01 });

const ALL = glyphs(400);
const part = (from: number, to: number): Records => ({
  ...ALL,
  count: to - from,
  features: ALL.features.slice(64 * from, 64 * to),
  labels: ALL.labels.slice(from, to),
});

/** 300 glyphs to train on, 100 to draw queries from. */
export const TRAIN = part(0, 300);
export const TEST = part(300, 400);

/** A frozen extractor, trained once; the caller disposes of it. */
export const quickExtractor = async (): Promise<Extractor> =>
  extractorOf(await trainSurrogate(QUICK, TEST, 'extractor'));

/** A scene on glyphs. */
export function smallScene(given: Partial<Scene> = {}): Scene {
  const seed = given.seed ?? '1';
  const pixels: PixelGrid = { low: 0, high: 1, levels: 256 };
  return {
    train: TRAIN,
    test: TEST,
    poisons: 12,
    pixels,
    learner: QUICK,
    seed,
    surrogate: (records, use) => trainSurrogate(QUICK, records, `${seed} ${use}`),
    ...given,
  };
}

/**
 * What makes an attack quick enough to be tried several times: less of everything that only makes it stronger.
 * An attack that is not here is quick as it is.
 */
const FEW: Readonly<Record<string, object>> = {
  'clean-label': { steps: 3 },
  adversarial: { steps: 3 },
  'feature-collision': { steps: 5 },
  bullseye: { steps: 5 },
  'gradient-matching': { restarts: 2, steps: 5 },
  'sleeper-agent': { steps: 5 },
  'hidden-trigger': { steps: 5 },
};

/** The settings of an attack, all defaults but what makes it slow. @param file  what 'import' reads */
export function quickSettings(kind: string, file: string): object {
  return { kind, ...FEW[kind], ...(kind === 'import' ? { file } : {}) };
}
