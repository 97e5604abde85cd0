import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Queue } from 'bullmq';
import { test } from 'tap';
import { version } from '../../cli/version.js';
import { pinned } from '../../lib/data/load.js';
import { fingerprint, PLAN_SCHEMA, type Plan } from '../../lib/run/plan.js';
import { QueueError, reachQueue, shownAddress } from '../../lib/run/queue-connection.js';
import { serveTasks } from '../../lib/run/queue-serve.js';
import { submitTasks } from '../../lib/run/queue-submit.js';
import { runOnQueue } from '../../lib/run/run-on-queue.js';
import { runPlan } from '../../lib/run/run-plan.js';
import { shardWorker } from '../../lib/run/shard-worker.js';
import { dpih } from '../cli/memory-io.js';
import { ended, hasRedis, startRedis } from './redis-server.js';

const PROGRAM = fileURLToPath(new URL('../../cli/dpih.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'dpih-queue-'));
const skip = hasRedis() ? false : 'no redis-server is installed: apt-get install redis-server';
const redis = skip === false ? await startRedis() : undefined;
const url = redis?.url ?? '';

const MODELS = 12;
const plan: Plan = {
  schema: PLAN_SCHEMA,
  version: version(),
  data: {
    source: 'glyphs',
    steps: [],
    domain: { kind: 'l2-ball', radius: 1 },
    test: { fraction: 0.2, seed: '1', limit: 50 },
  },
  recipe: {
    defence: {
      kind: 'dp-instahide',
      mechanism: {
        kind: 'mixup',
        n: 1200,
        k: 4,
        releases: 4800,
        design: 'subsets',
        noise: { law: 'gaussian', scale: 0.4 },
        domain: { kind: 'l2-ball', radius: 1, dimension: 64 },
        labels: { kind: 'noised', scale: 0.4 },
        adjacency: 'replace',
      },
    },
    learner: { kind: 'ridge' },
    models: MODELS,
    seed: '1',
  },
  assumed: [],
};
const alone = join(folder, 'alone');

/** What a run folder holds, name by name. */
function contents(path: string): Record<string, string> {
  return Object.fromEntries(readdirSync(path).map((name) => [name, readFileSync(join(path, name), 'hex')]));
}

function startWorker(): ChildProcess {
  const args = [PROGRAM, 'worker', '--queue', url, '--workers', '1', '--lock', '1'];
  return spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] });
}

test('a killed worker: its shard is done by another, and the folder is that of one machine', {
  skip,
}, async (t) => {
  await runPlan(plan, alone, { workers: 1 });
  const queue = new Queue('shards', { prefix: 'dpih', connection: { url } });
  const victim = startWorker();
  const run = runOnQueue(plan, join(folder, 'queued'), { url, shards: 2 });
  let over = false;
  const settled = run.finally(() => {
    over = true;
  });
  let struck = '';
  while (struck === '' && !over) {
    const [job] = await queue.getActive();
    // mid-shard: it has trained a model, and not all of them
    if (typeof job?.progress === 'number' && job.progress > 0 && job.progress < 1) struck = job.id ?? '';
  }
  await ended(victim, 'SIGKILL');
  t.equal(await (await queue.getJob(struck))?.getState(), 'active', 'the shard was under way');
  const heirs = [startWorker(), startWorker()];
  const result = await settled;
  t.equal(result.computed, MODELS);
  t.same(contents(join(folder, 'queued')), contents(alone), 'byte for byte');
  // oftener where a busy machine keeps an heir silent for longer than its lock
  t.ok(((await queue.getJob(struck))?.attemptsStarted ?? 0) >= 2, 'the shard was begun again');
  const left = await Promise.all(heirs.map((worker) => ended(worker, 'SIGTERM')));
  t.same(left, [0, 0], 'a worker leaves when it is told to');

  const before = await queue.getJobs();
  const again = join(folder, 'again');
  await runOnQueue(plan, again, { url, shards: 2 });
  t.same(contents(again), contents(alone), 'submitted again: the results are there, nobody works');
  const after = await queue.getJobs();
  const begun = (jobs: typeof before) =>
    jobs.map((job) => [job.id, job.attemptsStarted, job.finishedOn]).sort();
  t.same(begun(after), begun(before), 'and the queue is as it was');
  t.equal(
    (await runOnQueue(plan, again, { url, shards: 2 })).computed,
    0,
    'nor is a finished folder touched',
  );
  await queue.close();
});

test('workers with the data elsewhere; bad data fails in their words and is tried again', {
  skip,
}, async (t) => {
  const [here, there] = [join(folder, 'here'), join(folder, 'there')];
  mkdirSync(here);
  mkdirSync(there);
  const rows = Array.from({ length: 300 }, (_, i) => `${(i % 7) / 7},${(i % 5) / 5},${i % 2}`);
  const csv = `a,b,label\n${rows.join('\n')}\n`;
  writeFileSync(join(here, 'records.csv'), csv);
  writeFileSync(join(there, 'records.csv'), csv.replace('\n', '\n0.5,0.5,1\n'));
  const { domain } = plan.data;
  const data = await pinned({
    source: join(here, 'records.csv'),
    steps: [],
    domain,
    test: { fraction: 0.2, seed: '1' },
  });
  const mechanism = { n: 240, releases: 240, domain: { ...domain, dimension: 2 } };
  const { defence } = plan.recipe;
  if (defence.kind !== 'dp-instahide') throw new Error('the plan must be of dp-instahide');
  const small: Plan = {
    ...plan,
    data,
    recipe: {
      ...plan.recipe,
      defence: { ...defence, mechanism: { ...defence.mechanism, ...mechanism } },
      models: 5,
    },
  };
  const local = join(folder, 'small-alone');
  const queued = join(folder, 'small-queued');
  await runPlan(small, local, { workers: 1 });
  const submit = async (): Promise<unknown> => {
    const leave = new AbortController();
    const work = shardWorker({ version: version(), dataRoot: there, workers: 1 });
    const serving = serveTasks(url, work, { signal: leave.signal });
    const reason = await runOnQueue(small, queued, { url, shards: 2 }).catch((error: unknown) => error);
    leave.abort();
    await serving;
    return reason;
  };
  const reason = await submit();
  t.ok(reason instanceof QueueError);
  t.match(reason, { message: /^shard \d of 2 failed on a worker: on .*records\.csv.* sha256 / });
  writeFileSync(join(there, 'records.csv'), csv);
  t.match(await submit(), { computed: 5 });
  t.same(contents(queued), contents(local), 'the same bytes from another folder');
  const other = shardWorker({ version: '0.0.0', workers: 1 });
  const strange = { plan: JSON.stringify(small), shard: 1, of: 2 };
  await t.rejects(
    other(strange, () => {}),
    { message: /the version of dpih must be .*, got 0\.0\.0/ },
  );
  await t.rejects(
    other({}, () => {}),
    { message: /a task must be a plan and a shard/ },
  );
});

test('a task reads files of the data root alone, and learns nothing of what it has no hash of', async (t) => {
  const root = join(folder, 'root', 'data');
  mkdirSync(root, { recursive: true });
  writeFileSync(join(root, 'secret.csv'), 'a,label\n1,0\nhunter2,1\n');
  const { domain } = plan.data;
  const known = await pinned<Plan['data']>({
    source: join(root, 'secret.csv'),
    steps: [],
    domain,
    test: { fraction: 0.2, seed: '1' },
  });
  const work = shardWorker({ version: version(), dataRoot: root, workers: 1 });
  const told = (data: Plan['data']): Promise<string> =>
    work({ plan: JSON.stringify({ ...plan, data }), shard: 1, of: 2 }, () => {}).then(
      () => 'done',
      (error: Error) => error.message,
    );
  const [file] = known.files ?? [];
  const sha256 = file?.sha256 ?? '';
  t.match(await told(known), /secret\.csv: row 3, column 1: must be a finite float32; what it got/);
  t.notMatch(await told(known), 'hunter2');
  const other = '0'.repeat(64);
  const guess = await told({ ...known, files: [{ path: known.source, sha256: other }] });
  t.match(guess, other);
  t.notMatch(guess, sha256, 'nor is the hash told, with which the file could be read');
  const { files: _, ...unhashed } = known;
  t.match(await told(unhashed), /files must be filled in/);
  for (const source of ['..', '/', `${root}/.`, `${root}/..`])
    t.match(
      await told({ ...known, source, files: [{ path: source, sha256 }] }),
      /a data file of the plan must be a name in the data root/,
      source,
    );
  const elsewhere = await told({ ...known, source: '/etc/passwd', files: [{ path: '/etc/passwd', sha256 }] });
  t.match(elsewhere, join(root, 'passwd'), 'a path counts by its name alone');
});

test('certify --queue and dpih worker: the run folder that certify alone leaves', { skip }, async (t) => {
  const ask = [
    'certify',
    '--data',
    'glyphs',
    '--k',
    '4',
    '--sigma',
    '0.4',
    '--models',
    '4',
    '--releases',
    '600',
  ];
  const small = ['--test-records', '20'];
  const [one, many] = [join(folder, 'cli-alone'), join(folder, 'cli-queued')];
  t.equal((await dpih([...ask, ...small, '--workers', '1', '--out', one])).code, 0);
  const asked = dpih([...ask, ...small, '--queue', url, '--shards', '2', '--out', many]);
  const worker = dpih(['worker', '--queue', url, '--workers', '1', '--idle', '2']);
  const { code, err, out } = await asked;
  t.equal(code, 0, err);
  t.same(contents(many), contents(one), 'to the byte, the certificates included');
  t.match(out, ': 4 models,');
  const served = await worker;
  t.equal(served.code, 0, served.err);
  t.match(served.err, /^shard \d of 2 done\nshard \d of 2 done\n$/);
  t.equal(served.out, '2 shards done\n');
  const both = await dpih([...ask, ...small, '--queue', url, '--workers', '2']);
  t.match(both.err, /--workers must stand without --queue/);
  const nowhere = await dpih([
    ...ask,
    ...small,
    '--queue',
    'redis://127.0.0.1:1',
    '--out',
    join(folder, 'none'),
  ]);
  t.equal(nowhere.code, 2);
  t.match(nowhere.err, /^dpih: no Redis server answers at redis:\/\/127\.0\.0\.1:1 \(ECONNREFUSED\)\n$/);
});

test('a queue that cannot be', { skip }, async (t) => {
  const nobody = 'redis://127.0.0.1:1';
  await t.rejects(reachQueue(nobody), {
    name: 'QueueError',
    message: /^no Redis server answers at .*ECONNREFUSED/,
  });
  for (const bad of ['localhost', 'http://localhost', ''])
    await t.rejects(reachQueue(bad), { message: /the queue must be redis:\/\/HOST:PORT/ });
  t.notMatch(shownAddress('redis://user:secret@host:1/0'), 'secret');
  t.match(await reachQueue(`redis://user:secret@${url.slice('redis://'.length)}`).catch(String), /WRONGPASS/);
  const leave = new AbortController();
  const waiting = submitTasks(url, [{ id: `${fingerprint(plan)}-x`, name: 'x', data: {} }], {
    signal: leave.signal,
    onResult: () => t.fail('nobody works'),
    onProgress: () => leave.abort(new Error('enough')),
  });
  await t.rejects(waiting, { message: 'enough' });
});

test('the end', async () => {
  await redis?.stop();
  rmSync(folder, { recursive: true, force: true });
});
