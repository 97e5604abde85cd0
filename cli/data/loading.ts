import { DomainError } from '../../lib/numerics/check.js';
import type { Given } from '../command.js';
import { shown, UsageError } from '../usage-error.js';
import { fileFault } from './file-fault.js';

/** Loads data as a user asked; what goes wrong with files and settings is bad input, not a defect. @throws UsageError */
export async function loading<T>(given: Given, load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (error) {
    if (error instanceof DomainError)
      throw new UsageError(
        `${subject(error.parameter, given)} must be ${error.rule}, got ${shown(error.value)}`,
      );
    throw fileFault(error) ?? error;
  }
}

/** Settings of lib/data that are named otherwise than the flag they come from. */
const FLAGS: Readonly<Record<string, string>> = {
  labels: 'labels-file',
  dimensions: 'project',
  'pca dimensions': 'pca',
  'test fraction': 'test-fraction',
  'test records': 'test-records',
  'test seed': 'split-seed',
};

/** Settings that are parts of the domain, as a sentence names them. */
const OF_DOMAIN: Readonly<Record<string, string>> = {
  domain: '',
  'domain.dimension': ': the dimension',
  box: ': the box',
  low: ': the low end',
  high: ': the high end',
  radius: ': the radius',
};

/** What a person gave that a setting of lib/data comes from. */
function subject(parameter: string, { text }: Given): string {
  const part = OF_DOMAIN[parameter];
  if (part !== undefined)
    return text.mechanism === undefined ? `--domain${part}` : `--mechanism ${text.mechanism}: domain${part}`;
  const flag = FLAGS[parameter] ?? parameter;
  // a space: no setting of a flag
  return flag.includes(' ') ? flag : `--${flag}`;
}
