/** A number of three digits after the point at most, not below x: '0.433'. */
export function atMost(x: number): string {
  return String(Math.ceil(x * 1000 - SLACK) / 1000);
}

/** A number of three digits after the point at most, not above x. */
export function atLeast(x: number): string {
  return String(Math.floor(x * 1000 + SLACK) / 1000);
}

/** A number of three digits after the point at most, the nearest to x. */
export function about(x: number): string {
  return String(Math.round(x * 1000) / 1000);
}

/** A count over a total such as 619 / 1000 is meant exactly; its double may miss by an ulp. */
const SLACK = 1e-9;
