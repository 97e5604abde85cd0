import type { Io } from './io.js';

/** A line on a terminal that says how far a command is. */
export interface Progress {
  /** the next of the steps begins */
  step(label: string): void;
  /** removes the line */
  done(): void;
}

const QUIET_MS = 1000;
const BAR = 24;

/**
 * Progress over a known number of steps. Nothing is drawn in the first second, and nothing at all where
 * standard error is no terminal, so that pipes and logs hold no control characters.
 */
export function progress(io: Io, total: number): Progress {
  const start = io.now();
  let finished = 0;
  let drawn = false;
  return {
    step(label) {
      const before = finished;
      finished += 1;
      if (!io.isTTY || io.now() - start < QUIET_MS) return;
      const filled = Math.min(BAR, Math.floor((before / Math.max(1, total)) * BAR));
      io.warn(`\r\u001b[K[${'#'.repeat(filled)}${'.'.repeat(BAR - filled)}] ${label}`.slice(0, 79));
      drawn = true;
    },
    done() {
      if (drawn) io.warn('\r\u001b[K');
      drawn = false;
    },
  };
}
