import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/**
 * Makes a process print what it used, as its last line on standard error. A child's maxRSS starts at its
 * parent's peak; VmHWM, where there is /proc, is its own.
 */
const REPORT = `
  import { existsSync, readFileSync } from 'node:fs';
  process.on('exit', () => {
    const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
    const status = existsSync('/proc/self/status') ? readFileSync('/proc/self/status', 'utf8') : '';
    const kilobytes = Number(/VmHWM:\\s*(\\d+)/.exec(status)?.[1] ?? maxRSS);
    console.error(JSON.stringify([(userCPUTime + systemCPUTime) / 1e6, kilobytes / 1024]));
  });
`;

export interface Used {
  /** what it printed on standard output */
  readonly output: string;
  /** CPU seconds, user and system, of all its threads */
  readonly seconds: number;
  /** peak resident memory */
  readonly megabytes: number;
}

/** Runs one of the commands in a process of its own. @param script file name below cli/ */
export function wholeProcess(script: string, args: readonly string[]): Used {
  const path = fileURLToPath(new URL(`../cli/${script}`, import.meta.url));
  const preload = `data:text/javascript,${encodeURIComponent(REPORT)}`;
  const run = spawnSync(process.execPath, ['--import', preload, path, ...args], {
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  if (run.status !== 0) throw new Error(`${script} ${args.join(' ')} failed: ${run.stderr}`);
  const [seconds = 0, megabytes = 0] = JSON.parse(run.stderr.trim().split('\n').at(-1) ?? '') as number[];
  return { output: run.stdout, seconds, megabytes };
}
