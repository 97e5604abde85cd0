import { resolve } from 'node:path';
import type { ExitCode, Given } from '../command.js';
import type { Io } from '../io.js';
import { readWhole } from '../number.js';
import { UsageError } from '../usage-error.js';

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
  const [first = '', second, ...rest] = text.split('/');
  if (second === undefined || rest.length > 0) throw UsageError.of('shard', 'I/N, such as 2/10', text);
  const of = await readWhole('shard', second, 1, 1e6);
  return { shard: await readWhole('shard', first, 1, of), of };
}
