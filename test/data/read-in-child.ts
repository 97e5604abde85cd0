/** Reads the file named on the command line, or loads the records of a spec, and prints what it took: a process of its own, for its own peak. */
import { GrowingRows } from '../../lib/data/growing.js';
import { type DataSpec, loadData, readRecords } from '../../lib/data/index.js';

const [path = '', options = '{}'] = process.argv.slice(2);

const total = (features: Float32Array): number => features.reduce((a, b) => a + b, 0);

async function numbers(): Promise<{ count: number; length: number; sum: number }> {
  if (path === 'load') {
    const { train, test } = await loadData(JSON.parse(options) as DataSpec);
    return {
      count: train.count + test.count,
      length: train.features.length + test.features.length,
      sum: total(train.features) + total(test.features),
    };
  }
  if (path !== 'growing') {
    const { count, features } = await readRecords(path, JSON.parse(options));
    return { count, length: features.length, sum: total(features) };
  }
  const rows = new GrowingRows('growing', 1000, Float32Array);
  const row = new Float32Array(1000).fill(1);
  for (let i = 0; i < 100_000; i++) rows.push(row);
  const all = rows.finish();
  return { count: rows.count, length: all.length, sum: total(all) };
}

const read = await numbers();
const { maxRSS } = process.resourceUsage();
process.stdout.write(JSON.stringify({ ...read, peak: maxRSS * 1024 }));
