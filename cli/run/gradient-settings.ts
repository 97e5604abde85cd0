import { readChoice } from '../choice.js';
import type { Given } from '../command.js';
import { readNumber, readPositive, readWhole, splitCommas } from '../number.js';

/** Settings of a network that the flags give, by the names of GradientSpec; what is not given is left out. @throws UsageError */
export async function readGradientSettings(text: Given['text']): Promise<Record<string, unknown>> {
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
