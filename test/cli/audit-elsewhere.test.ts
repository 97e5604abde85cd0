import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'tap';
import { Draws, seededBits } from '../../lib/random/index.js';
import { npy } from '../data/write-files.js';
import { ask, best, CLAIM, refusal } from './audits.js';
import { dpih } from './memory-io.js';

/** A mixer of somebody else: k of n records, Gaussian noise, all others at -1 and the canary at +1 where present. */
function foreign(seed: string, present: boolean, trials: number, releases: number, noise: number): number[] {
  const draws = new Draws(seededBits(seed, present ? 1 : 0));
  const normal = () => Math.sqrt(-2 * Math.log1p(-draws.unit())) * Math.cos(2 * Math.PI * draws.unit());
  return Array.from({ length: trials * releases }, () => {
    const hit = draws.below(50) < 4;
    return -1 + (hit && present ? 2 / 4 : 0) + noise * normal();
  });
}

function samples(t: { teardown(fn: () => void): void }, noise: number, trials = 3000): string {
  const root = mkdtempSync(join(tmpdir(), 'dpih-audit-'));
  t.teardown(() => rmSync(root, { recursive: true, force: true }));
  for (const world of ['absent', 'present'])
    writeFileSync(
      join(root, `${world}.npy`),
      npy('float64', [trials, 10], foreign('foreign', world === 'present', trials, 10, noise)),
    );
  return `${join(root, 'absent.npy')},${join(root, 'present.npy')}`;
}

test('samples of another implementation: silent where it does what it says', async (t) => {
  const document = await ask([...CLAIM, '--samples', samples(t, 0.5)]);
  t.same(document.findings, []);
  t.same(document.question.samples, ['absent.npy', 'present.npy']);
  t.equal(document.question.seed, undefined);
  t.ok(best(document, 'family') > 1);
});

test('noise x 0.8 is a finding by several statistics, exit 1', async (t) => {
  const document = await ask([...CLAIM, '--samples', samples(t, 0.4)], 1);
  t.ok(
    document.findings.some((text) => text.startsWith('noise family:')),
    'too much is leaked',
  );
  t.ok(
    document.findings.some((text) => /fit of the/.test(text)),
    'the law is another',
  );
  t.equal(document.reproduction, undefined, 'nothing to play again here');
});

test('mixed labels of another implementation: without noise they are a finding, with noise they are silent', async (t) => {
  const root = mkdtempSync(join(tmpdir(), 'dpih-audit-'));
  t.teardown(() => rmSync(root, { recursive: true, force: true }));
  const files = (noise: number): string => {
    for (const world of ['absent', 'present']) {
      const draws = new Draws(seededBits('labels', world));
      const normal = () => Math.sqrt(-2 * Math.log1p(-draws.unit())) * Math.cos(2 * Math.PI * draws.unit());
      const labels = Array.from({ length: 2000 * 10 }, () => {
        const hit = draws.below(50) < 4;
        return (hit && world === 'present' ? 1 / 4 : 0) + (noise === 0 ? 0 : noise * normal());
      });
      writeFileSync(join(root, `${world}.npy`), npy('float64', [2000, 10], labels));
    }
    return `${join(root, 'absent.npy')},${join(root, 'present.npy')}`;
  };
  const claim = [...CLAIM, '--labels', 'noised', '--label-sigma', '4', '--game', 'labels'];
  const bare = await ask([...claim, '--samples', files(0)], 1);
  t.match(bare.findings[0], /^Clopper-Pearson, labels: /);
  t.same((await ask([...claim, '--samples', files(4)])).findings, []);
  const weak = await ask([...claim, '--samples', files(3)], 1);
  t.ok(
    weak.findings.some((text) => /^fit of the releases, .*label noise: /.test(text)),
    'too little noise on labels is found by its law',
  );
  t.match((await dpih([...claim, '--show-pair'])).out, /record 0 of another class/);
  t.match((await dpih([...claim, '--show-pair', '--json'])).out, /"pair": "labels"/);
});

const SCORES = (rows: readonly string[]) => ({ 's.csv': `world,score\n${rows.join('\n')}\n` });

test('scores of any adversary are held against any claim', async (t) => {
  const draws = new Draws(seededBits('scores'));
  const normal = () => Math.sqrt(-2 * Math.log1p(-draws.unit())) * Math.cos(2 * Math.PI * draws.unit());
  const rows = Array.from({ length: 2000 }, () => [`absent,${normal()}`, `1,${normal() + 1}`]).flat();
  const right = await ask(['audit', '--scores', 's.csv', '--gdp', '1'], 0, SCORES(rows));
  t.same(right.findings, []);
  t.ok(best(right, 'family') > 3.2 && best(right, 'family') < 4.378);
  const wrong = await ask(['audit', '--scores', 's.csv', '--epsilon-delta', '0.5,1e-5'], 1, SCORES(rows));
  t.match(wrong.findings[0], /^Clopper-Pearson: /);
  const mixture = await ask(['audit', '--scores', 's.csv', ...CLAIM.slice(1)], 1, SCORES(rows));
  t.match(mixture.findings[0], /^noise family: /, 'no mixture of so few releases has these error rates');
});

/** A right mechanism, one release of much-shifted records: scores of the pair whose values lie at -left and right of the others. */
function rightScores(left: number, right: number, noise: number): readonly string[] {
  const draws = new Draws(seededBits('any pair', String(left)));
  const normal = () => Math.sqrt(-2 * Math.log1p(-draws.unit())) * Math.cos(2 * Math.PI * draws.unit());
  const x = (shift: number): number => (draws.below(50) < 4 ? shift : 0) + noise * normal();
  return Array.from({ length: 3000 }, () => [`absent,${x(-left)}`, `present,${x(right)}`]).flat();
}

test('scores of whatever two data sets do not accuse a right mechanism, but one of too little noise', async (t) => {
  const claim = ['--k', '4', '--releases', '1', '--scores', 's.csv', '--sigma'];
  // the others half way, and the canary in the other world: neither is the worst known pair
  for (const [left, right] of [
    [0.25, 0.25],
    [0.5, 0],
  ] as const) {
    const document = await ask(['audit', ...claim, '0.05'], 0, SCORES(rightScores(left, right, 0.05)));
    t.same(document.findings, []);
    t.ok(best(document, 'family') > 1, 'and yet it shows something');
    t.ok(best(document, 'family') <= document.theory.upper);
  }
  const wrong = await ask(['audit', ...claim, '0.2'], 1, SCORES(rightScores(0.5, 0, 0.05)));
  t.ok(wrong.findings.some((text) => text.startsWith('noise family: ')));
});

test('bad input is one line and exit 2, before anything is played', async (t) => {
  const small = ['--k', '4', '--sigma', '0.5'];
  for (const [args, message] of [
    [[], /--k must be given/],
    [['--k', '100', '--sigma', '1'], /--k must be at most n = 50, which --n sets/],
    [[...small, '--trials', '3'], /8 or more for alpha = 0.05, got 3/],
    [[...small, '--alpha', '1'], /--alpha/],
    [[...small, '--n', '1e9'], /n times the dimension of what is played must be/],
    [[...small, '--game', 'chess'], /--game must be one of release/],
    [[...small, '--game', 'labels'], /no labels are released/],
    [[...small, '--game', 'black-box'], /--data/],
    [[...small, '--data', 'glyphs'], /--data must stand with --game/],
    [[...small, '--canaries', '5'], /--game one-run/],
    [[...small, '--adjacency', 'add-remove'], /add-remove/],
    [[...small, '--samples', 'a.npy'], /two files/],
    [[...small, '--samples', 'a.npy,b.npy'], /a\.npy/],
    [[...small, '--samples', 'a.npy,b.npy', '--seed', '1'], /--seed/],
    [['--gdp', '1'], /--scores/],
    [[...small, '--threshold', 'best'], /split, bonferroni, dkw or a number/],
    [[...small, '--json', '--csv'], /--csv must stand without --json/],
    [['--data', 'glyphs', ...small, '--game', 'black-box', '--defence', 'none'], /claims privacy/],
    [['--data', 'glyphs', ...small, '--game', 'black-box', '--poisons', '2'], /--poisons/],
    [['--data', 'glyphs', ...small, '--game', 'black-box', '--models', '5'], /--models/],
  ] as const)
    t.match(await refusal(args), message, args.join(' '));
});

test('scores that cannot be compared are one line and exit 2', async (t) => {
  const many = (world: string, n: number) => Array.from({ length: n }, (_, i) => `${world},${i}`);
  const audit = (rows: readonly string[]) => refusal(['--scores', 's.csv', '--gdp', '1'], SCORES(rows));
  t.match(await audit(many('absent', 20)), /world 'present' must be 1 or more/);
  t.match(await audit([...many('absent', 20), ...many('present', 19)]), /as many in both worlds/);
  t.match(await audit([...many('absent', 20), 'present,NaN']), /line 22 must be of a score that is a number/);
  t.match(await audit([...many('absent', 20), 'present,']), /line 22/);
  t.match(await audit([...many('absent', 20), 'there,1']), /line 22 must be world,score/);
  t.match(await audit(['constructor,1']), /line 2 must be world,score/);
  const quoted = Array.from({ length: 20 }, () => '"absent","1"\n"present","1"').join('\n');
  await ask(['audit', '--scores', 's.csv', '--gdp', '1'], 0, { 's.csv': `"world","score"\n${quoted}\n` });
  t.match(await audit([...many('absent', 3), ...many('present', 3)]), /or more for alpha/);
  t.match(await refusal(['--scores', 's.csv', '--gdp', '1'], { 's.csv': 'a,b\n1,2\n' }), /line 1/);
});

test('samples that do not fit the claim are one line and exit 2', async (t) => {
  const root = mkdtempSync(join(tmpdir(), 'dpih-audit-'));
  t.teardown(() => rmSync(root, { recursive: true, force: true }));
  const file = (name: string, shape: readonly number[], value = 0, type: 'float64' | 'int32' = 'float64') => {
    const size = shape.reduce((a, b) => a * b, 1);
    writeFileSync(join(root, name), npy(type, shape, new Array<number>(size).fill(value)));
    return join(root, name);
  };
  const good = file('good.npy', [100, 10]);
  const audit = (a: string, b: string) => refusal([...CLAIM.slice(1), '--samples', `${a},${b}`]);
  t.match(await audit(good, file('few.npy', [99, 10])), /as many in both worlds/);
  t.match(await audit(good, file('flat.npy', [1000])), /\(N, T\) or \(N, T, d\)/);
  t.match(await audit(good, file('long.npy', [100, 11])), /releases of the mechanism, 10/);
  t.match(await audit(good, file('wide.npy', [100, 10, 2])), /dimension/);
  t.match(await audit(good, file('nan.npy', [100, 10], Number.NaN)), /finite/);
  t.match(await audit(good, file('whole.npy', [100, 10], 1, 'int32')), /float32 or float64/);
});
