import type { Io } from './io.js';

/** A line on a terminal that says how far a command is. */
export interface Progress {
  /** the next of the steps begins */
  step(label: string): void;
  /** so many of the steps are done; the line says how long the others will take at this pace */
  at(done: number, label: string): void;
  /** removes the line */
  done(): void;
}

const QUIET_MS = 1000;
/** Least time between two drawings by `at`, which may be called often. */
const REDRAW_MS = 100;
const BAR = 24;

/**
 * Progress over a known number of steps. Nothing is drawn in the first second, and nothing at all where
 * standard error is no terminal, so that pipes and logs hold no control characters.
 */
export function progress(io: Io, total: number): Progress {
  const start = io.now();
  let finished = 0;
  let drawn = false;
  let last = start;
  const draw = (done: number, label: string): void => {
    const filled = Math.min(BAR, Math.floor((done / Math.max(1, total)) * BAR));
    io.warn(`\r\u001b[K[${'#'.repeat(filled)}${'.'.repeat(BAR - filled)}] ${label}`.slice(0, 79));
    drawn = true;
  };
  return {
    step(label) {
      const before = finished;
      finished += 1;
      if (io.isTTY && io.now() - start >= QUIET_MS) draw(before, label);
    },
    at(done, label) {
      if (!io.isTTY) return;
      const now = io.now();
      if (now - start < QUIET_MS || now - last < REDRAW_MS) return;
      last = now;
      const left = done > 0 ? `, ${duration(((now - start) * (total - done)) / done)} left` : '';
      draw(done, `${label}${left}`);
    },
    done() {
      if (drawn) io.warn('\r\u001b[K');
      drawn = false;
    },
  };
}

/** Milliseconds as a person says them: 45 s, 2 min 10 s, 3 h 5 min. */
export function duration(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 60
    ? `${minutes} min ${seconds % 60} s`
    : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
