import type { AuditDocument } from '../../lib/core/audit.js';
import { parseAudit } from '../../lib/core/audit-schema.js';
import { dpih } from './memory-io.js';

/** A claim of ten releases: small enough for a test, large enough to tell noise that is too small. */
export const CLAIM = ['audit', '--k', '4', '--sigma', '0.5', '--releases', '10'];

/** The document that a command line prints; its exit code must be the one expected. */
export async function ask(args: readonly string[], expected = 0, files = {}): Promise<AuditDocument> {
  const { code, out, err } = await dpih([...args, '--json'], files);
  if (code !== expected) throw new Error(`exit ${code}: ${err}${out}`);
  return parseAudit(out);
}

/** What is said of bad input. */
export async function refusal(args: readonly string[], files = {}): Promise<string> {
  const { code, err, out } = await dpih(['audit', ...args], files);
  if (code !== 2) throw new Error(`exit ${code} instead of 2: ${err}${out}`);
  return err;
}

/** The largest epsilon of one kind of validity. */
export const best = ({ bounds }: AuditDocument, validity: string): number =>
  bounds
    .filter((b) => b.validity === validity && b.quantity === 'epsilon')
    .reduce((most, { value }) => Math.max(most, value), 0);
