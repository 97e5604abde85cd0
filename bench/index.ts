import { attacks } from './attacks.js';
import { audits } from './audit.js';
import { epsilons } from './epsilon.js';
import { unanimousRadii } from './radii.js';
import { releases } from './release.js';
import { ridge } from './ridge.js';
import { COLUMNS, print, type Row } from './row.js';
import { runs } from './run.js';
import { speed } from './speed.js';
import { meets } from './target.js';
import { EPOCH, GROUPS, PURE, TIGHTNESS } from './tightness.js';
import { training } from './training.js';
import { realVotes } from './votes.js';
import { TABLES } from './widths.js';

// Every number the package is held to, beside what it should be. Exits 1 if one misses its target; times and
// sizes depend on the machine, so a miss of theirs is printed and no more. Words given narrow it down to the
// sections whose title holds one of them: `npm run bench -- speed votes`.

const say = (text: string): void => void process.stdout.write(`${text}\n`);

// speed comes first: a child process starts with the peak memory of its parent
const SECTIONS: readonly { readonly title: string; readonly rows: Iterable<Row> | AsyncIterable<Row> }[] = [
  { title: 'Speed: the least of five runs', rows: speed() },
  {
    title: 'Epsilon at delta 1e-5 where nothing else is said, noise / shift ratio 1',
    rows: epsilons(TIGHTNESS),
  },
  { title: 'r records replaced, from the mechanism itself', rows: epsilons(GROUPS) },
  { title: 'One epoch of 50000 records', rows: epsilons(EPOCH) },
  { title: 'Pure epsilon', rows: epsilons(PURE) },
  { title: 'What the width k gains: law, diameter / noise scale; n = 50000', rows: epsilons(TABLES) },
  { title: '1000 unanimous models, alpha 0.001; DP-SGD q=.01 sigma=2 T=1000', rows: unanimousRadii() },
  { title: 'Certified accuracy of real votes, alpha 0.001', rows: realVotes(say) },
  { title: 'Release: noise and whole releases on one core', rows: releases() },
  { title: 'Ridge on mixtures: the pieces of a model', rows: ridge(say) },
  { title: 'TensorFlow.js on mixtures', rows: training(say) },
  { title: 'Audits of our own sampler, alpha 0.05, delta 1e-5', rows: audits(say) },
  { title: 'Attacks against defences, 20 paired seeds', rows: attacks(say) },
  { title: 'From a file to certified accuracy, alpha 0.001', rows: runs(say) },
];

const wanted = process.argv.slice(2).map((word) => word.toLowerCase());
const asked = (title: string): boolean =>
  wanted.length === 0 || wanted.some((word) => title.toLowerCase().includes(word));

let [numbers, missed, slow] = [0, 0, 0];
for (const { title, rows } of SECTIONS.filter((section) => asked(section.title))) {
  say(`\n${title}\n${COLUMNS}`);
  for await (const row of rows) {
    say(print(row));
    const met = meets(row.target, row.value);
    numbers += 1;
    if (!met && row.binding) missed += 1;
    if (!met && !row.binding) slow += 1;
  }
}
say(`\n${numbers} numbers, ${missed} missed; ${slow} times or sizes above their target on this machine`);
process.exitCode = missed === 0 ? 0 : 1;
