import { attackJsonSchema, auditJsonSchema, documentJsonSchema } from '../lib/core/schema.js';
import { jsonText } from '../lib/report/json.js';
import type { ExitCode, Given } from './command.js';
import type { Io } from './io.js';
import { UsageError } from './usage-error.js';

/** `dpih schema [DOCUMENT]`: prints a JSON Schema, as examples/claim.schema.json holds that of claims. */
export function schema({ words: [name = 'claim'] }: Given, io: Io): ExitCode {
  const build = SCHEMAS.get(name);
  if (build === undefined) throw new UsageError(`DOCUMENT must be claim, audit or attack, got ${name}`);
  io.print(jsonText(build()));
  return 0;
}

const SCHEMAS: ReadonlyMap<string, () => object> = new Map([
  ['claim', documentJsonSchema],
  ['audit', auditJsonSchema],
  ['attack', attackJsonSchema],
]);
