import { readChoice } from '../choice.js';
import type { Given } from '../command.js';
import { readGradientSettings } from '../run/gradient-settings.js';
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
    return (Array.isArray(list) ? list : [list]).map(fitting);
  }
  if (text.learner === undefined) assumed.push('learner = mlp');
  const kind = readChoice('learner', text.learner ?? 'mlp', KINDS);
  if (kind === 'ridge') {
    if (flags.length > 1)
      throw new UsageError(`--${flags[1]} must stand with --learner mlp, softmax or cnn, got ridge`);
    return [{ kind }];
  }
  return [{ kind, ...FITTING[kind], ...(await readGradientSettings(text)) }];
}

/** What is not given. */
const FITTING = {
  mlp: { epochs: 30, batch: 64, optimizer: 'adam', rate: 0.003, decay: 0.1, hidden: [32] },
  softmax: { epochs: 30, batch: 64, optimizer: 'adam', rate: 0.01, decay: 0.1, hidden: [] },
  cnn: { epochs: 5, batch: 64, optimizer: 'adam', rate: 0.003, decay: 0.1, hidden: [8, 16] },
} as const;

/** An entry of the list, 'mlp' or { kind: mlp, hidden: [64] }, with what it leaves out. */
function fitting(entry: unknown): unknown {
  const given = typeof entry === 'string' ? { kind: entry } : Object(entry);
  const kind = String(given.kind);
  return Object.hasOwn(FITTING, kind) ? { ...FITTING[kind as keyof typeof FITTING], ...given } : given;
}
