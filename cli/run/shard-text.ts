import { UsageError } from '../usage-error.js';

/** The two numbers of `I/N` as text: which slice, of how many. @throws UsageError */
export function splitShard(text: string): readonly [shard: string, of: string] {
  const [shard = '', of = '', ...rest] = text.split('/');
  if (of === '' || rest.length > 0) throw UsageError.of('shard', 'I/N, such as 2/10', text);
  return [shard, of];
}
