import * as z from 'zod';
import { AUDIT_SCHEMA, type AuditDocument } from './audit.js';
import { checked } from './checked.js';
import { claimFields, count, extended, mechanismSchema, openUnit, unit, whole } from './schema-parts.js';

const bound = z
  .strictObject({
    ...claimFields,
    side: z.enum(['lower', 'estimate']).describe('an audit proves nothing from above'),
    validity: z
      .enum(['frequentist', 'family', 'bayesian'])
      .describe('right with probability 1 - alpha: always; if the noise family is as stated; an estimate'),
    alpha: openUnit,
    threshold: z.string().describe('how the threshold of the test was chosen'),
    trials: z.tuple([whole.min(0), whole.min(0)]).describe('without and with the canary'),
    ceiling: extended.describe('the largest value that so many trials could have shown'),
    upper: extended.exactOptional().describe('the bound that theory gives, which value must not exceed'),
    exact: z
      .tuple([extended, extended])
      .exactOptional()
      .describe('encloses the exact value of the pair of data sets that was played'),
  })
  .describe('a lower bound on what the mechanism leaks, measured');

const test = z
  .strictObject({
    name: z.string(),
    finding: z.string().describe('what a rejection says'),
    statistic: extended,
    critical: extended.describe('what the statistic must exceed for a rejection'),
    alpha: openUnit,
    rejected: z.boolean(),
    trials: whole.min(0),
    theorem: z.string(),
    note: z.string().describe('proof note, relative to the package root'),
  })
  .describe('a test of the hypothesis that what was audited is what was claimed');

const curve = z.array(z.tuple([unit, unit]));

const auditSchema = z
  .strictObject({
    schema: z.literal(AUDIT_SCHEMA),
    mechanism: mechanismSchema,
    game: z.enum(['labels', 'release', 'family', 'one-run', 'white-box', 'black-box', 'poison', 'scores']),
    question: z.strictObject({
      delta: openUnit,
      alpha: openUnit,
      poisons: count,
      trials: count.describe('per world'),
      seed: z.string().exactOptional(),
      samples: z.array(z.string()).exactOptional().describe('files that samples or scores came from'),
    }),
    defaults: z.array(z.string()),
    assumptions: z.array(z.string()),
    theory: z
      .strictObject({ upper: extended, witness: extended.exactOptional() })
      .describe('epsilon at the delta of the question: proved, and attained by some pair of data sets'),
    bounds: z.array(bound),
    tests: z.array(test),
    roc: z
      .strictObject({
        measured: curve,
        exact: curve.exactOptional(),
        bound: curve.exactOptional().describe('no test of the claimed mechanism lies below'),
      })
      .exactOptional()
      .describe('pairs of a false positive and a false negative rate'),
    histograms: z
      .array(
        z.strictObject({
          world: z.enum(['absent', 'present']),
          edges: z.array(extended).min(2),
          measured: z.array(unit).min(1),
          law: z.array(unit).exactOptional(),
        }),
      )
      .exactOptional(),
    notes: z.array(z.string()),
    findings: z.array(z.string()).describe('what contradicts the claim, simultaneously at alpha'),
    reproduction: z.string().exactOptional(),
    notCovered: z.array(z.string()),
  })
  .describe('what dpih audit found; written by --json, checked by dpih verify');

/** @throws DomainError naming the field, the rule and the value @throws SyntaxError where it is no JSON */
export function parseAudit(text: string): AuditDocument {
  return checked<AuditDocument>(auditSchema, JSON.parse(text), 'document');
}

/** JSON Schema (draft 2020-12) of the document, as a file on disk holds it. */
export function auditJsonSchema(): object {
  return z.toJSONSchema(auditSchema, { io: 'input', reused: 'ref' });
}
