import type { Codec } from './codec.js';

/** Predictions of one model: the class of each test record, u16 each. @param classes every prediction is below it */
export function predictionCodec(classes: number): Codec<Uint16Array> {
  return {
    magic: 'dpih/run',
    item: 'model',
    content: 'predictions',
    bytes: 2,
    write(predictions, record, offset) {
      predictions.forEach((label, i) => {
        if (!(label < classes)) throw new RangeError(`a prediction must be a class, got ${label}`);
        record.writeUInt16LE(label, offset + 2 * i);
      });
    },
    read(record, offset, width) {
      const predictions = new Uint16Array(width);
      for (let i = 0; i < width; i++) {
        const label = record.readUInt16LE(offset + 2 * i);
        if (!(label < classes)) return undefined;
        predictions[i] = label;
      }
      return predictions;
    },
  };
}
