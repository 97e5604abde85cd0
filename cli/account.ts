import { type Account, account } from '../lib/accountants/account.js';
import { type Mechanism, UnsupportedError } from '../lib/core/mechanism.js';
import { DomainError } from '../lib/numerics/check.js';
import { UsageError } from './usage-error.js';

/**
 * The account of a mechanism that a user gave. Here a refusal is bad input; any later one is a defect.
 * @param label  where the mechanism came from, as the error names it
 * @throws UsageError
 */
export function accountOf(mechanism: Mechanism, label: string): Account {
  try {
    return account(mechanism);
  } catch (error) {
    if (error instanceof DomainError || error instanceof UnsupportedError)
      throw new UsageError(`${label}: ${error.message}`);
    throw error;
  }
}
