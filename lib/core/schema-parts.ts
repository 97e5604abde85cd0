import * as z from 'zod';

export const positive = z.number().positive();
export const whole = z.int();
export const count = z.int().min(1);
export const unit = z.number().min(0).max(1);
export const openUnit = z.number().gt(0).lt(1);
const adjacency = z.enum(['replace', 'add-remove']);
const dimension = count.exactOptional();

const noise = z.strictObject({ law: z.enum(['gaussian', 'laplace']), scale: positive });

const domain = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('l2-ball'), radius: positive, dimension }),
  z.strictObject({ kind: z.literal('l1-ball'), radius: positive, dimension }),
  z.strictObject({ kind: z.literal('box'), low: z.number(), high: z.number(), dimension: count }),
  z.strictObject({ kind: z.literal('l2-diameter'), diameter: positive, dimension }),
  z.strictObject({ kind: z.literal('l1-diameter'), diameter: positive, dimension }),
]);

const labels = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('in-record') }),
  z.strictObject({ kind: z.literal('noised'), scale: positive }),
  z.strictObject({ kind: z.literal('exposed') }),
]);

const numbers = z.array(z.number()).min(1);

const form = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('gdp'), mu: z.number().min(0) }),
  z.strictObject({ kind: z.literal('epsilon-delta'), epsilon: z.number().min(0), delta: unit }),
  z.strictObject({ kind: z.literal('renyi'), orders: numbers, divergences: numbers }),
  z.strictObject({ kind: z.literal('profile'), epsilons: numbers, deltas: numbers }),
]);

/**
 * A mechanism as it stands in a file: strict, so that a misspelt field is an error and not a default.
 * What depends on several fields at once (k <= n, whole epochs, ...) is checked by the accountant.
 */
export const mechanismSchema = z
  .discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('mixup'),
      n: count.describe('records; under add-remove those of the larger set'),
      k: count.describe('records in one mixture'),
      releases: count.describe('mixtures released in all'),
      design: z.enum(['subsets', 'poisson', 'partition', 'balanced']),
      noise: noise.describe('per coordinate, in the units of the records'),
      domain: domain.describe('the set every record lies in; radius and diameter are not the same'),
      labels,
      adjacency,
    }),
    z.strictObject({ kind: z.literal('additive'), noise, sensitivity: positive, releases: count, adjacency }),
    z.strictObject({
      kind: z.literal('dp-sgd'),
      rate: z.number().gt(0).max(1),
      noiseMultiplier: positive,
      steps: count,
      adjacency,
    }),
    z.strictObject({ kind: z.literal('guarantee'), adjacency, form }),
  ])
  .describe('a randomised mechanism, or a guarantee proved elsewhere');

/** JSON has no Infinity: it is written as a string. */
export const extended = z
  .union([z.number(), z.literal('Infinity'), z.literal('-Infinity')])
  .transform(Number);

export const basis = z.strictObject({
  theorem: z.string(),
  note: z.string().describe('proof note, relative to the package root'),
  assumptions: z.array(z.string()),
});

/** Fields of a claim. */
export const claimFields = {
  quantity: z.enum([
    'epsilon',
    'delta',
    'renyi',
    'mu',
    'radius',
    'certifiedAccuracy',
    'expectedAccuracy',
    'expectedLoss',
    'attackSuccess',
    'probability',
    'noise',
    'gain',
  ]),
  side: z.enum(['upper', 'lower', 'estimate']),
  value: extended,
  confidence: unit.describe('1 for a proved number, 1 - alpha where it rests on votes'),
  object: z.enum(['mechanism', 'smoothed learner', 'majority vote', 'trained model']),
  method: z.string(),
  basis,
  poisons: z.int().min(0).exactOptional(),
  epsilon: extended.exactOptional(),
  delta: unit.exactOptional(),
  order: extended.exactOptional(),
  p: unit.exactOptional(),
  enclosure: z.tuple([extended, extended]).exactOptional(),
};
