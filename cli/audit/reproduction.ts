import type { AuditDocument } from '../../lib/core/audit.js';
import type { Given } from '../command.js';
import { UsageError } from '../usage-error.js';

const FEWEST_TRIALS = 100;
/** Flags that say how a command answers, not what. */
const ASIDE = ['out', 'svg', 'workers', 'shard'];

/**
 * The command that shows the first finding with the fewest trials: they are halved while it stays.
 * @param again  plays the same game with fewer trials
 */
export async function smallestReproduction(
  given: Given,
  trials: number,
  again: (trials: number) => Promise<AuditDocument>,
): Promise<string> {
  let fewest = trials;
  while (fewest >= 2 * FEWEST_TRIALS && (await stays(Math.floor(fewest / 2), again)))
    fewest = Math.floor(fewest / 2);
  return command(given, fewest);
}

async function stays(trials: number, again: (trials: number) => Promise<AuditDocument>): Promise<boolean> {
  try {
    return (await again(trials)).findings.length > 0;
  } catch (error) {
    // too few for a verdict
    if (error instanceof UsageError) return false;
    throw error;
  }
}

/** The command line of these flags, with its seed stated. @param trials  in place of its own */
export function command({ text }: Given, trials?: number): string {
  const stated = { seed: '1', ...text, ...(trials === undefined ? {} : { trials: String(trials) }) };
  const flags = Object.entries(stated).filter(([flag]) => !ASIDE.includes(flag));
  return ['dpih audit', ...flags.map(([flag, value]) => `--${flag} ${quoted(value)}`)].join(' ');
}

/** As a POSIX shell reads it back. */
function quoted(value: string): string {
  return /^[\w./:,=+@%-]+$/.test(value) ? value : `'${value.replaceAll("'", "'\\''")}'`;
}
