/** Where all other records lie: at one value of the changed record, a quarter or half of the way to the other. */
export type PairName = 'one-sided' | 'quarter' | 'midpoint';
