/** The same function, computed once for each argument. */
export function remember(f: (x: number) => number): (x: number) => number {
  const known = new Map<number, number>();
  return (x) => {
    const old = known.get(x);
    if (old !== undefined) return old;
    const value = f(x);
    known.set(x, value);
    return value;
  };
}
