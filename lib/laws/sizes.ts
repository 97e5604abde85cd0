/** Upper limits on generated mechanisms. */
export interface Sizes {
  /** n, >= 2 */
  readonly records: number;
  /** T, about: whole epochs may go beyond */
  readonly releases: number;
  /** k, >= 1 */
  readonly width: number;
}

export const DEFAULT_SIZES: Sizes = { records: 2000, releases: 2000, width: 32 };
