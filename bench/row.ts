import { describe, meets, type Target } from './target.js';

/** One measured number beside what it should be. */
export interface Row {
  readonly name: string;
  readonly value: number;
  readonly target: Target;
  /** CPU seconds, user and system; undefined where the number itself is a time or a size */
  readonly seconds?: number;
  /** true: a miss fails the run. Times and sizes depend on the machine and are only printed. */
  readonly binding: boolean;
}

export const COLUMNS = line('', 'measured', 'target', '', 'CPU s');

export function print({ name, value, target, seconds }: Row): string {
  return line(name, measured(value), describe(target), meets(target, value) ? 'ok' : 'MISSED', cpu(seconds));
}

function line(name: string, value: string, target: string, met: string, seconds: string): string {
  return `${name.padEnd(52)} ${value.padStart(10)}  ${target.padEnd(20)} ${met.padEnd(6)} ${seconds.padStart(6)}`.trimEnd();
}

const measured = (value: number): string => String(Number(value.toPrecision(7)));
const cpu = (seconds: number | undefined): string => (seconds === undefined ? '' : seconds.toPrecision(2));
