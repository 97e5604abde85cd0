import * as z from 'zod';
import { ATTACK_SCHEMA, type AttackDocument } from './attack.js';
import { checked } from './checked.js';
import { basis, count, openUnit, unit } from './schema-parts.js';

const name = z
  .strictObject({
    attack: z.string().describe('with its settings, but for the budget'),
    poisons: count.describe('replaced records r'),
    share: unit.describe('r over the records trained on'),
    defence: z.string(),
    learner: z.string(),
  })
  .describe('equal names are of one row, column, or curve');

const share = z.strictObject({ mean: unit, low: unit, high: unit });
const difference = z.number().min(-1).max(1);
const change = z.strictObject({ mean: difference, low: difference, high: difference });

const bound = z.strictObject({ value: unit, basis });

const row = z.strictObject({
  name,
  aim: z.enum(['class', 'error']).describe('a class of the choice of the attacker, or any wrong one'),
  seeds: z.int().min(0).describe('paired seeds that were completed'),
  queries: z.number().min(0).describe('of one seed, in the mean'),
  measured: z
    .strictObject({
      accuracy: share,
      cleanAccuracy: share,
      accuracyChange: change,
      success: share,
      baseline: share,
      gain: change,
      robust: share,
    })
    .exactOptional()
    .describe('means over seeds with confidence intervals; a change is with the poisons less without'),
  successBound: bound
    .exactOptional()
    .describe('no attack with so many poisons has a higher expected success on these queries'),
  accuracyBound: bound
    .exactOptional()
    .describe('no attack with so many poisons leaves a lower expected accuracy'),
  verdict: z
    .enum(['holds', 'vacuous', 'none', 'CONTRADICTED', 'failed'])
    .describe(
      'holds: measured within the certificate; vacuous: the certificate says nothing; none: there is none; ' +
        'CONTRADICTED: measured beyond it; failed: nothing was measured',
    ),
  because: z.string(),
  failures: z.array(z.string()),
});

const picture = z.strictObject({
  attack: z.string(),
  caption: z.string(),
  height: count,
  width: count,
  channels: count,
  panels: z
    .array(z.strictObject({ title: z.string(), pixels: z.array(unit) }))
    .describe('pixels (height, width, channels) row-major, 0 black, 1 white or full colour'),
});

const attackSchema = z
  .strictObject({
    schema: z.literal(ATTACK_SCHEMA),
    question: z.strictObject({
      data: z.string(),
      train: count,
      test: count,
      seeds: count,
      seed: z.string(),
      alpha: openUnit.describe(
        'each interval by itself, and all verdicts together, are wrong at most so often',
      ),
    }),
    rows: z.array(row),
    legend: z.record(z.string(), z.string()).describe('what the names of rows mean'),
    assumptions: z.array(z.string()),
    defaults: z.array(z.string()).describe('settings that were not given but assumed'),
    notes: z.array(z.string()),
    pictures: z.array(picture),
    findings: z.array(z.string()).describe('what contradicts a certificate'),
    failures: z.array(z.string()),
    notCovered: z.array(z.string()),
  })
  .describe('what a run of attacks and defences found; written by dpih report --json');

/** @throws DomainError naming the field, the rule and the value @throws SyntaxError where it is no JSON */
export function parseAttack(text: string): AttackDocument {
  return checked<AttackDocument>(attackSchema, JSON.parse(text), 'document');
}

/** JSON Schema (draft 2020-12) of the document, as a file on disk holds it. */
export function attackJsonSchema(): object {
  return z.toJSONSchema(attackSchema, { io: 'input', reused: 'ref' });
}
