/** What a mixup release published, or as much of it as is looked at at once. */
export interface Mixtures {
  /** number of mixtures */
  readonly count: number;
  /** features of one mixture */
  readonly dimension: number;
  /** number of classes */
  readonly classes: number;
  /** (count, dimension) row-major: means of k records (sum over k about the public centre), plus noise */
  readonly features: Float32Array;
  /** (count, classes) row-major: means of one-hot labels, plus noise where labels are noised */
  readonly labels: Float32Array;
}
