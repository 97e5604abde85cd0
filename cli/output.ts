import type { ClaimDocument } from '../lib/core/document.js';
import { toCsv } from '../lib/report/csv.js';
import { toJson } from '../lib/report/json.js';
import { toText } from '../lib/report/text.js';
import type { Given } from './command.js';
import { UsageError } from './usage-error.js';

/** Whether text for a person is asked for, and neither form for a program. */
export function isText({ switches }: Given): boolean {
  return !switches.has('json') && !switches.has('csv');
}

/** How a document is to be printed. @throws UsageError where two forms are asked for */
export function readOutput(given: Given): (document: ClaimDocument) => string {
  if (given.switches.has('json') && given.switches.has('csv'))
    throw new UsageError('--csv must stand without --json, got both');
  return given.switches.has('json') ? toJson : given.switches.has('csv') ? toCsv : toText;
}
