import { documentJsonSchema } from '../lib/core/schema.js';
import { jsonText } from '../lib/report/json.js';
import type { ExitCode, Given } from './command.js';
import type { Io } from './io.js';

/** Prints the JSON Schema of the document, as examples/claim.schema.json holds it. */
export function schema(_given: Given, io: Io): ExitCode {
  io.print(jsonText(documentJsonSchema()));
  return 0;
}
