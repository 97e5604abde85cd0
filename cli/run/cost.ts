import type { Io } from '../io.js';
import { duration } from '../progress.js';

/** What a run took; printed, and written nowhere. */
export interface Cost {
  /** CPU seconds of all threads, user and system */
  readonly cpu: number;
  /** milliseconds on the wall */
  readonly wall: number;
  /** models trained now; the others were in the folder */
  readonly computed: number;
}

/** Starts the clocks. @returns what was used since, given how many models were trained */
export function startClocks(io: Io): (computed: number) => Cost {
  const cpu = process.cpuUsage();
  const wall = io.now();
  return (computed) => {
    const { user, system } = process.cpuUsage(cpu);
    return { cpu: (user + system) / 1e6, wall: io.now() - wall, computed };
  };
}

export function costText({ cpu, wall, computed }: Cost): string {
  if (computed === 0) return 'every model was in the folder already';
  const rate = computed / Math.max(wall / 1000, 1e-3);
  return `${cpu.toPrecision(3)} CPU s, ${duration(wall)}: ${computed} models, ${rate.toPrecision(3)} a second`;
}
