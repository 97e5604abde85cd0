import type { Flags, Given } from '../command.js';
import { UsageError } from '../usage-error.js';
import { TRAINING_FLAGS } from './training-flags.js';

/** Flags that say how models are trained have no meaning without records. @throws UsageError */
export function refuseTrainingFlags({ text, switches }: Given, others: Flags = {}): void {
  for (const flag of Object.keys({ ...TRAINING_FLAGS, ...others }))
    if (flag in text || switches.has(flag))
      throw new UsageError(`--${flag} must stand with --data FILE (or --data glyphs), got it alone`);
}
