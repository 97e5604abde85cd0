import type { Plan } from '../../lib/run/plan.js';
import { type Slice, sliceOf } from '../../lib/run/slice.js';
import type { ExitCode, Given } from '../command.js';
import { QUESTION_FLAGS } from '../flags.js';
import type { Io } from '../io.js';
import { readWhole } from '../number.js';
import { UsageError } from '../usage-error.js';
import { type Cost, costText } from './cost.js';
import type { RunSetup } from './run-setup.js';
import { work } from './run-work.js';
import { splitShard } from './shard-text.js';

/** `dpih certify --data --shard I/N`: the models of one slice; what they say is counted once all slices are joined. */
export async function trainShard(
  given: Given,
  io: Io,
  { data, plans }: RunSetup,
  folders: readonly string[],
  costOf: (computed: number) => Cost,
): Promise<ExitCode> {
  const [plan, second] = plans;
  if (plan === undefined || second !== undefined)
    throw new UsageError('--shard must stand with one defence, got a list');
  for (const flag of [...Object.keys(QUESTION_FLAGS), 'svg'])
    if (flag in given.text)
      throw new UsageError(`--${flag} must be given to dpih merge, which certifies, got it with --shard`);
  const slice = await readShard(given.text.shard ?? '', plan);
  const folder = given.text.out ?? `${folders[0]}-${slice.shard}of${slice.of}`;
  const { computed } = await work({ plan, folder, data, slice }, given, io);
  io.print(
    `models ${slice.first} to ${slice.end - 1} of ${plan.recipe.models} are in ${folder} ` +
      `(${costText(costOf(computed))}); join the ${slice.of} slices with dpih merge\n`,
  );
  return 0;
}

async function readShard(text: string, { recipe }: Plan): Promise<Slice> {
  const [shard, of] = splitShard(text);
  const shards = await readWhole('shard', of, 1, recipe.models);
  return sliceOf(recipe.models, await readWhole('shard', shard, 1, shards), shards);
}
