import type { DomainRecords, Records } from '../core/index.js';
import type { Classifier } from './learner.js';

/** What a recipe is followed on. */
export interface TrainingData {
  readonly train: DomainRecords;
  /** records to predict; the labels are not looked at */
  readonly test: Records;
}

/** Trains the model of the given index; models do not depend on one another. */
export type TrainOne = (index: number) => Promise<Classifier>;
