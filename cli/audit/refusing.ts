import { UnsupportedError } from '../../lib/core/mechanism.js';
import { DomainError } from '../../lib/numerics/check.js';
import { UsageError } from '../usage-error.js';

/** What the library refuses of what a user gave is bad input. @param label  what it was @throws UsageError */
export function refusing<T>(label: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof DomainError || error instanceof UnsupportedError)
      throw new UsageError(`${label}: ${error.message}`);
    throw error;
  }
}
