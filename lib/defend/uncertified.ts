/** Why models trained without noise have no certificate. */
export const NO_NOISE =
  'training without noise: the model may depend on one record in any way, and nothing bounds by how much';
