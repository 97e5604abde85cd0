import * as z from 'zod';
import { DomainError } from '../numerics/check.js';
import type { ClaimDocument } from './document.js';
import { DOCUMENT_SCHEMA } from './document.js';
import type { Mechanism } from './mechanism.js';

const positive = z.number().positive();
const whole = z.int();
const count = z.int().min(1);
const unit = z.number().min(0).max(1);
const openUnit = z.number().gt(0).lt(1);
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
const extended = z.union([z.number(), z.literal('Infinity'), z.literal('-Infinity')]).transform(Number);

const basis = z.strictObject({
  theorem: z.string(),
  note: z.string().describe('proof note, relative to the package root'),
  assumptions: z.array(z.string()),
});

const claim = z.strictObject({
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
  mechanism: mechanismSchema.exactOptional().describe("where it is not the document's"),
});

const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'a SHA-256 in 64 hexadecimal digits');

const release = z
  .strictObject({
    source: z
      .enum(['secure', 'seeded'])
      .describe('where the random bits came from; seeded: nothing is claimed'),
    seed: z.string().exactOptional(),
    files: z.array(z.strictObject({ name: z.string(), sha256, bytes: whole.min(0) })).min(1),
    mixtures: count,
    dimension: count,
    classes: z.array(z.string()).min(2),
    image: z.strictObject({ height: count, width: count, channels: count }).exactOptional(),
    data: z.array(z.strictObject({ name: z.string(), sha256: sha256.exactOptional() })),
    preprocessing: z.array(z.string()),
    grid: z.strictObject({ features: positive, labels: positive.exactOptional() }),
  })
  .describe('a release that was made: its files and what they were drawn from');

const documentSchema = z
  .strictObject({
    schema: z.literal(DOCUMENT_SCHEMA),
    mechanism: mechanismSchema,
    question: z.strictObject({
      command: z.enum(['certify', 'compare', 'calibrate', 'release']),
      delta: openUnit,
      poisons: z.array(count).min(1),
      orientation: z.enum(['clean', 'poisoned']),
      p: unit.exactOptional(),
      deployed: z.strictObject({ models: count, failure: openUnit }).exactOptional(),
      target: z
        .strictObject({ quantity: z.enum(['epsilon', 'radius', 'accuracy']), value: z.number().min(0) })
        .exactOptional(),
    }),
    defaults: z.array(z.string()),
    assumptions: z.array(z.string()),
    claims: z.array(claim),
    votes: z
      .strictObject({
        csv: z.string(),
        models: count,
        records: count,
        alpha: openUnit,
        construction: z.enum(['complement', 'rivals', 'selected']),
        chosenFrom: count
          .exactOptional()
          .describe('sets of votes that these were chosen from: bounds at alpha over it'),
        abstentions: z.array(z.strictObject({ reason: z.string(), records: whole.min(0) })),
      })
      .exactOptional(),
    release: release.exactOptional(),
    notCovered: z.array(z.string()),
  })
  .describe('what dpih claims about a mechanism; written by --json, checked by dpih verify');

/** @throws DomainError naming the field, the rule and the value @throws SyntaxError where it is no JSON */
export function parseMechanism(text: string): Mechanism {
  return checked<Mechanism>(mechanismSchema, JSON.parse(text), 'mechanism');
}

/** @throws DomainError naming the field, the rule and the value @throws SyntaxError where it is no JSON */
export function parseDocument(text: string): ClaimDocument {
  return checked<ClaimDocument>(documentSchema, JSON.parse(text), 'document');
}

/** JSON Schema (draft 2020-12) of the document, as a file on disk holds it. */
export function documentJsonSchema(): object {
  return z.toJSONSchema(documentSchema, { io: 'input', reused: 'ref' });
}

function checked<T>(schema: z.ZodType<T>, value: unknown, name: string): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = innermost(result.error.issues);
  const path = issue.path.map(String).join('.');
  throw new DomainError(path === '' ? name : path, rule(issue), at(value, issue.path));
}

type Issue = z.core.$ZodIssue;

/** The first issue; of a union the first of the branch that got furthest. */
function innermost(issues: readonly Issue[]): Issue {
  const issue = issues[0];
  if (issue === undefined) throw new RangeError('a failed parse must name an issue');
  return issue;
}

function rule(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.expected === 'int' ? 'a whole number' : `of type ${issue.expected}`;
    case 'too_small':
      return issue.origin === 'array'
        ? `a list of at least ${issue.minimum}`
        : `${issue.inclusive ? '>=' : '>'} ${issue.minimum}`;
    case 'too_big':
      return `${issue.inclusive ? '<=' : '<'} ${issue.maximum}`;
    case 'unrecognized_keys':
      return `free of unknown fields (${issue.keys.join(', ')})`;
    case 'invalid_value':
      return `one of ${issue.values.map(String).join(', ')}`;
    default:
      return issue.message.replace(/\s+/g, ' ');
  }
}

function at(value: unknown, path: readonly PropertyKey[]): string {
  let here = value;
  for (const key of path) here = (here as Record<PropertyKey, unknown> | undefined)?.[key];
  const text = JSON.stringify(here);
  return text === undefined ? 'nothing' : text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
