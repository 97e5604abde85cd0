import * as z from 'zod';
import { AUDIT_SCHEMA, type AuditDocument } from './audit.js';
import { parseAudit } from './audit-schema.js';
import { checked } from './checked.js';
import type { ClaimDocument } from './document.js';
import { DOCUMENT_SCHEMA } from './document.js';
import type { Mechanism } from './mechanism.js';
import { claimFields, count, mechanismSchema, openUnit, positive, unit, whole } from './schema-parts.js';

export { attackJsonSchema, parseAttack } from './attack-schema.js';
export { auditJsonSchema, parseAudit } from './audit-schema.js';
export { mechanismSchema } from './schema-parts.js';

const claim = z.strictObject({
  ...claimFields,
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

const published = z.looseObject({ schema: z.enum([DOCUMENT_SCHEMA, AUDIT_SCHEMA]) });

/**
 * A document of either kind, as its own `schema` names it; one of another name or version is refused.
 * @throws DomainError naming the field, the rule and the value @throws SyntaxError where it is no JSON
 */
export function parsePublished(text: string): ClaimDocument | AuditDocument {
  const { schema } = checked(published, JSON.parse(text), 'document');
  return schema === AUDIT_SCHEMA ? parseAudit(text) : parseDocument(text);
}

/** JSON Schema (draft 2020-12) of the document, as a file on disk holds it. */
export function documentJsonSchema(): object {
  return z.toJSONSchema(documentSchema, { io: 'input', reused: 'ref' });
}
