/** What the reader must grant of every ensemble whose certificate counts votes. */
export const ENSEMBLE_ASSUMPTIONS: readonly string[] = [
  'training is deterministic: a model none of whose records was touched is the same model again',
  'equal votes go to the class that comes first',
  'a poison is one record replaced in its place, with as many features and one of the same classes: ' +
    'how many records there are and their order stay as they are',
];
