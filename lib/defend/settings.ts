import * as z from 'zod';

/** Rows of the training set for each record. */
export const copies = z.int().min(1).max(1000).default(4);
/** Records in one mixture: no default, so that names of defences say it. */
export const width = z.int().min(1).max(1e6);
export const design = z.enum(['subsets', 'poisson', 'partition', 'balanced']).default('subsets');
export const law = z.enum(['gaussian', 'laplace']).default('gaussian');
/** A scale, a step, a bound: above 0. */
export const positive = z.number().positive();
