import { readChoice } from '../choice.js';
import type { Given } from '../command.js';
import { readNumber, readPositive, readWhole, splitCommas } from '../number.js';
import { UsageError } from '../usage-error.js';

const KINDS = ['mlp', 'softmax', 'cnn', 'ridge'] as const;
const SETTINGS = ['epochs', 'batch', 'optimizer', 'rate', 'decay', 'hidden'] as const;

/**
 * The learners that are attacked: the list of the plan file, or the one of the flags. Networks fit the records
 * closely, as those of the papers do: an attack on a model that learns little shows little.
 */
export async function readLearners(
  text: Given['text'],
  list: unknown,
  assumed: string[],
): Promise<readonly unknown[]> {
  const flags = ['learner', ...SETTINGS].filter((flag) => flag in text);
  if (list !== undefined) {
    if (flags.length > 0)
      throw new UsageError(`--${flags[0]} must stand without learners in the plan, got both`);
    return Array.isArray(list) ? list : [list];
  }
  if (text.learner === undefined) assumed.push('learner = mlp');
  const kind = readChoice('learner', text.learner ?? 'mlp', KINDS);
  if (kind === 'ridge') {
    if (flags.length > 1)
      throw new UsageError(`--${flags[1]} must stand with --learner mlp, softmax or cnn, got ridge`);
    return [{ kind }];
  }
  return [{ kind, ...FITTING[kind], ...(await readSettings(text)) }];
}

/** What is not given; the list of a plan file gets the same through this name. */
const FITTING = {
  mlp: { epochs: 30, batch: 64, optimizer: 'adam', rate: 0.003, decay: 0.1, hidden: [32] },
  softmax: { epochs: 30, batch: 64, optimizer: 'adam', rate: 0.01, decay: 0.1, hidden: [] },
  cnn: { epochs: 5, batch: 64, optimizer: 'adam', rate: 0.003, decay: 0.1, hidden: [8, 16] },
} as const;

async function readSettings(text: Given['text']): Promise<Record<string, unknown>> {
  const given: Record<string, unknown> = {};
  for (const flag of ['epochs', 'batch'] as const)
    if (text[flag] !== undefined) given[flag] = await readWhole(flag, text[flag], 1, 1e9);
  if (text.rate !== undefined) given.rate = await readPositive('rate', text.rate);
  if (text.decay !== undefined) given.decay = await readNumber('decay', text.decay);
  if (text.optimizer !== undefined)
    given.optimizer = readChoice('optimizer', text.optimizer, ['sgd', 'momentum', 'adam']);
  if (text.hidden !== undefined) {
    const hidden: number[] = [];
    for (const part of splitCommas(text.hidden)) hidden.push(await readWhole('hidden', part, 1, 1e6));
    given.hidden = hidden;
  }
  return given;
}
