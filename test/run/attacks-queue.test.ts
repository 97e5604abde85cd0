import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'tap';
import { version } from '../../cli/version.js';
import { attacksOnQueue, runAttacks, serveTasks, shardWorker } from '../../lib/run/index.js';
import { hasRedis, startRedis } from './redis-server.js';
import { allContents, smallAttacks } from './small-attacks.js';
import { temporaryFolder } from './small-run.js';

const skip = hasRedis() ? false : 'no redis-server is installed: apt-get install redis-server';

test('attacks on a queue: the cells that one machine leaves, and no code or file from a task', {
  skip,
}, async (t) => {
  const redis = await startRedis();
  t.teardown(() => redis.stop());
  const { url } = redis;
  const folder = temporaryFolder(t);
  const attacks = { ...(await smallAttacks({ learners: [{ kind: 'ridge' }] })), version: version() };
  const [one, many] = [join(folder, 'attacks-alone'), join(folder, 'attacks-queued')];
  await runAttacks(attacks, one, { workers: 1 });
  const leave = new AbortController();
  const work = shardWorker({ version: version(), workers: 1 });
  const serving = serveTasks(url, work, { signal: leave.signal });
  const seen: number[] = [];
  const options = { url, shards: 2, onProgress: (done: number, total: number) => seen.push(done / total) };
  t.same(await attacksOnQueue(attacks, many, options), { measured: 12, failed: 0, computed: 12 });
  leave.abort();
  await serving;
  t.equal(seen.at(-1), 1);
  const [alone, queued] = [allContents(one), allContents(many)];
  const cells = (all: Readonly<Record<string, string>>) =>
    Object.entries(all).filter(([name]) => !name.startsWith('/poisons/'));
  t.same(cells(queued), cells(alone), 'byte for byte');
  const poisons = Object.keys(queued).filter((name) => name.endsWith('.npz'));
  t.equal(poisons.length, 3, 'the poisons of the first seed come with them');
  for (const name of poisons) t.equal(queued[name], alone[name]);
  t.same(
    await attacksOnQueue(attacks, many, { ...options, shards: 100 }),
    { measured: 12, failed: 0, computed: 0 },
    'more shards than there is work are as many as there is; no worker is asked',
  );

  const evil = join(folder, 'evil.mjs');
  writeFileSync(evil, 'globalThis.evil = true; export default {};');
  const told = (plan: object): Promise<string> =>
    work({ attacks: JSON.stringify(plan), shard: 1, of: 1 }, () => {}).then(
      () => 'done',
      (error: Error) => error.message,
    );
  t.match(
    await told({ ...attacks, own: [{ path: evil, sha256: '' }] }),
    /own must be empty where a queue is used/,
  );
  t.notOk('evil' in globalThis, 'it was not imported');
  const stolen = { spec: { kind: 'import', file: '/etc/passwd' }, poisons: [1] };
  t.match(await told({ ...attacks, attacks: [stolen] }), /an attack must be one that reads no file/);
  t.match(await told({ ...attacks, attacks: [{ ...stolen, files: ['0'] }] }), /reads no file of its own/);
  t.match(await told({ ...attacks, version: '0.0.0' }), /the version of dpih must be 0\.0\.0/);
  const { files: _, ...unhashed } = attacks.data;
  t.match(
    await told({ ...attacks, data: { ...unhashed, source: '/etc/passwd' } }),
    /files must be filled in/,
  );
  await t.rejects(
    attacksOnQueue({ ...attacks, own: [{ path: evil, sha256: '' }] }, join(folder, 'evil'), options),
    {
      message: /must be/,
    },
  );
});
