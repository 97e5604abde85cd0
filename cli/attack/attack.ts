import { resolve } from 'node:path';
import type { ExitCode, Given } from '../command.js';
import type { Io } from '../io.js';
import { readWhole } from '../number.js';
import { splitShard } from '../run/shard-text.js';

/**
 * `dpih attack`: runs attacks against defences and holds what they reached to the certificates. Exit 1 where a
 * certificate is contradicted or a cell failed. All input is read and checked before any work.
 */
export async function attack(given: Given, io: Io): Promise<ExitCode> {
  if (given.switches.has('list')) {
    await (await import('./list.js')).listKinds(given, io);
    return 0;
  }
  const { readAttackPlan } = await import('./attack-setup.js');
  const plan = await readAttackPlan(given, io);
  const { folderName } = await import('./folder-name.js');
  const { text } = given;
  const shard = text.shard === undefined ? undefined : await readShard(text.shard);
  const folder = resolve(
    text.out ?? `${folderName(plan)}${shard === undefined ? '' : `-${shard.shard}of${shard.of}`}`,
  );
  const { runPlanned } = await import('./attack-work.js');
  await runPlanned(plan, folder, shard, given, io);
  if (shard !== undefined) {
    io.print(`slice ${shard.shard} of ${shard.of} is in ${folder}; join the slices with dpih merge\n`);
    return 0;
  }
  const { reportRun } = await import('./report.js');
  return reportRun(folder, given, io);
}

async function readShard(text: string): Promise<{ readonly shard: number; readonly of: number }> {
  const [shard, slices] = splitShard(text);
  const of = await readWhole('shard', slices, 1, 1e6);
  return { shard: await readWhole('shard', shard, 1, of), of };
}
