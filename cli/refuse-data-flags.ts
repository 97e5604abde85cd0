import type { Flags, Given } from './command.js';
import { DATA_FLAGS, SPLIT_FLAGS } from './data-flags.js';
import { QUEUE_FLAGS } from './queue-flags.js';
import { RUN_FLAGS } from './run-flags.js';
import { SWEEP_FLAGS } from './sweep-flags.js';
import { UsageError } from './usage-error.js';

/** Flags that say how models are trained have no meaning without records. @throws UsageError */
export function refuseDataFlags({ text, switches }: Given, others: Flags = {}): void {
  for (const flag of Object.keys({
    ...DATA_FLAGS,
    ...SPLIT_FLAGS,
    ...RUN_FLAGS,
    ...SWEEP_FLAGS,
    ...QUEUE_FLAGS,
    ...others,
  }))
    if (flag in text || switches.has(flag))
      throw new UsageError(`--${flag} must stand with --data FILE (or --data glyphs), got it alone`);
}
