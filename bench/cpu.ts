/** CPU seconds (user and system, all threads) that a computation took, and what it gave. */
export function timed<T>(work: () => T): { readonly result: T; readonly seconds: number } {
  const start = process.cpuUsage();
  const result = work();
  const { user, system } = process.cpuUsage(start);
  return { result, seconds: (user + system) / 1e6 };
}
