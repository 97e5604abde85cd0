import { test } from 'tap';
import { duration, progress } from '../../cli/progress.js';
import { memoryIo } from './memory-io.js';

test('progress: how much is done and the time left, on a terminal only', (t) => {
  const terminal = memoryIo({}, true);
  const bar = progress(terminal, 100);
  bar.at(10, 'early');
  t.equal(terminal.err, '', 'nothing in the first second');
  bar.at(50, '50 of 100');
  t.match(terminal.err, /\[#{12}\.{12}\] 50 of 100, 1 s left$/);
  bar.done();
  const pipe = memoryIo();
  progress(pipe, 100).at(50, 'half');
  t.equal(pipe.err, '');
  t.same([45_000, 130_400, 11_100_000].map(duration), ['45 s', '2 min 10 s', '3 h 5 min']);
  t.end();
});
