import { account, epsilonAt, privacyClaims } from '../lib/index.js';
import { timed } from './cpu.js';
import { dpSgd, subsets } from './mechanisms.js';
import type { Row } from './row.js';
import { atMost, near } from './target.js';
import { wholeProcess } from './whole-process.js';

const RUNS = 5;

/** CPU seconds of whole processes and of single computations, and the memory they take. */
export function* speed(): Generator<Row> {
  const first = ['--k', '4', '--sigma', '8'];
  const group = ['--n', '1000', '--k', '16', '--releases', '1000', '--sigma', '0.125', '--poisons', '5'];
  const processes = [
    { name: 'process: dpih-certify --k 4 --sigma 8', args: first, limit: 0.5 },
    { name: 'process: the same, r=5 k=16 n=T=1000', args: group, limit: 1 },
  ];
  for (const { name, args, limit } of processes) {
    const { seconds, megabytes } = smallest(RUNS, () => wholeProcess('dpih-certify.js', args));
    yield { name: `${name}, CPU s`, value: seconds, target: atMost(limit), binding: false };
    yield { name: `${name}, MB`, value: megabytes, target: atMost(300), binding: false };
  }
  yield* sampledGaussian();
  const mechanism = subsets({ n: 1000, k: 16, releases: 1000, ratio: 16 });
  const { seconds } = smallest(RUNS, () => timed(() => epsilonAt(account(mechanism).upper, 1e-5, 5)));
  yield { name: 'r=5 k=16 n=T=1000, warm, CPU s', value: seconds, target: atMost(1), binding: false };
  const megabytes = process.resourceUsage().maxRSS / 1024;
  yield { name: 'the two computations above, MB', value: megabytes, target: atMost(300), binding: false };
}

/** Poisson-sampled Gaussian, q = 0.01, sigma = 1, T = 10000: accuracy and time. */
function* sampledGaussian(): Generator<Row> {
  const mechanism = dpSgd(0.01, 1, 10_000);
  const name = 'Poisson-Gaussian q=.01 sigma=1 T=10000';
  const { result, seconds } = smallest(RUNS, () => timed(() => epsilonAt(account(mechanism).upper, 1e-5, 1)));
  yield { name: `${name}, epsilon`, value: result, target: near(6.1877, 0.001), binding: true };
  const profile = privacyClaims(account(mechanism), 1e-5, 1).find((claim) => claim.method === 'profile');
  const [low = 0, high = Infinity] = profile?.enclosure ?? [];
  yield { name: `${name}, enclosure width`, value: high / low - 1, target: atMost(0.001), binding: true };
  yield { name: `${name}, warm, CPU s`, value: seconds, target: atMost(0.1), binding: false };
}

/** The run that took the least CPU time: the others waited for something else. */
function smallest<T extends { readonly seconds: number }>(runs: number, run: () => T): T {
  return Array.from({ length: runs }, run).reduce((best, next) =>
    next.seconds < best.seconds ? next : best,
  );
}
