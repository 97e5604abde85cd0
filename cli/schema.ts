import { auditJsonSchema, documentJsonSchema } from '../lib/core/schema.js';
import { jsonText } from '../lib/report/json.js';
import type { ExitCode, Given } from './command.js';
import type { Io } from './io.js';
import { UsageError } from './usage-error.js';

/** `dpih schema [DOCUMENT]`: prints a JSON Schema, as examples/claim.schema.json holds that of claims. */
export function schema({ words: [name = 'claim'] }: Given, io: Io): ExitCode {
  if (name !== 'claim' && name !== 'audit')
    throw new UsageError(`DOCUMENT must be claim or audit, got ${name}`);
  io.print(jsonText(name === 'claim' ? documentJsonSchema() : auditJsonSchema()));
  return 0;
}
