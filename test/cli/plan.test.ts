import { test } from 'tap';
import { parseDocument } from '../../lib/core/schema.js';
import { dpih } from './memory-io.js';

test('calibrate: the smallest noise, on the safe side', async (t) => {
  const args = ['--k', '4', '--n', '1000', '--target-epsilon', '1'];
  const { code, out, err } = await dpih(['calibrate', ...args, '--json']);
  t.equal(code, 0, err);
  const document = parseDocument(out);
  const noise = document.claims.find((c) => c.quantity === 'noise')?.value ?? Number.NaN;
  const epsilon = document.claims.find((c) => c.quantity === 'epsilon' && c.method === 'profile')?.value;
  t.ok(epsilon !== undefined && epsilon <= 1 && epsilon > 0.995, `epsilon ${epsilon} at the answer`);
  const certify = async (sigma: number): Promise<number> => {
    const again = await dpih(['certify', '--k', '4', '--n', '1000', '--sigma', String(sigma), '--json']);
    return parseDocument(again.out).claims.find((c) => c.method === 'profile')?.value ?? Number.NaN;
  };
  t.ok((await certify(noise)) <= 1);
  t.ok((await certify(noise * 0.998)) > 1, 'a little less noise misses the target');
  const verdict = await dpih(['verify', 'c.json'], { 'c.json': out });
  t.equal(verdict.code, 0, verdict.out);
  const less = out.replaceAll(String(noise), String(noise * 0.9));
  t.equal((await dpih(['verify', 'c.json'], { 'c.json': less })).code, 1, 'a smaller noise does not verify');
});

test('calibrate: a target radius, and the best k', async (t) => {
  const target = ['--n', '1000', '--target-radius', '5', '--p', '0.99'];
  const { code, out, err } = await dpih(['calibrate', '--best-k', '1,4,8', ...target, '--json']);
  t.equal(code, 0, err);
  const document = parseDocument(out);
  const noises = document.claims.filter((c) => c.quantity === 'noise');
  t.equal(noises.length, 3);
  const least = Math.min(...noises.map((c) => c.value));
  t.equal(document.mechanism.kind === 'mixup' && document.mechanism.noise.scale, least);
  const radius = document.claims.find((c) => c.quantity === 'radius' && c.method === 'profile')?.value ?? 0;
  t.ok(radius >= 5, `radius ${radius}`);
  const weak = await dpih(['calibrate', '--best-k', '1,4', '--sigma', '0.2', ...target]);
  t.equal(weak.code, 1, 'a target that is not met');
  t.match(weak.out, 'is not met');
  for (const [args, message] of [
    [['--k', '4'], /--target-epsilon or --target-radius must be given/],
    [['--k', '4', '--target-epsilon', '1', '--target-radius', '1'], /got both/],
    [['--k', '4', '--target-epsilon', '0'], /--target-epsilon must be finite and > 0, got 0/],
    [['--k', '4', '--target-radius', '5'], /--p must be given with --target-radius/],
    [['--k', '4', '--target-radius', '5', '--p', '0.5'], /--p must be above 1\/2/],
    [['--k', '4', '--target-radius', '1.5', '--p', '0.9'], /--target-radius must be a whole number/],
    [['--k', '4', '--target-epsilon', '1', '--p', '0.9'], /--p must stand with --target-radius/],
    [['--k', '4', '--sigma', '1', '--target-epsilon', '1'], /--sigma must be left out/],
    [['--best-k', '0,4', '--target-epsilon', '1'], /--best-k must be a whole number/],
  ] as const) {
    const bad = await dpih(['calibrate', ...args]);
    t.equal(bad.code, 2, bad.err);
    t.match(bad.err, message);
    t.equal(bad.out, '');
  }
});

test('compare: gains of every design, verified', async (t) => {
  const args = ['compare', '--k', '1,4', '--sigma', '2', '--n', '1000'];
  const { code, out, err } = await dpih([...args, '--json']);
  t.equal(code, 0, err);
  const document = parseDocument(out);
  const gain = (design: string, k: number, method: string): number =>
    document.claims.find(
      ({ quantity, method: m, mechanism }) =>
        quantity === 'gain' &&
        m === method &&
        mechanism?.kind === 'mixup' &&
        mechanism.design === design &&
        mechanism.k === k,
    )?.value ?? Number.NaN;
  t.ok(gain('partition', 4, 'profile over k=1') > 4, 'a partition: mu falls by k, epsilon by more');
  t.ok(gain('subsets', 4, 'profile over k=1') > 1);
  t.equal(gain('partition', 1, 'profile over one-shot'), 1);
  const text = await dpih(args);
  t.match(text.out, 'gain over one-shot noise');
  for (const line of text.out.split('\n')) t.ok(line.length <= 80, line);
  const verdict = await dpih(['verify', 'c.json'], { 'c.json': out });
  t.equal(verdict.code, 0, verdict.out);
  const certified = await dpih([...args, '--p', '0.99']);
  t.match(certified.out, 'certified radius of a prediction of probability >= 0.99');
  t.match(certified.out, 'Renyi-Hoelder');
  for (const line of certified.out.split('\n')) t.ok(line.length <= 80, line);
  const radii = parseDocument((await dpih([...args, '--p', '0.99', '--json'])).out).claims.filter(
    ({ quantity }) => quantity === 'radius',
  );
  for (const { mechanism, value, method } of radii) {
    const own = radii.find(
      (c) => c.method === 'profile' && JSON.stringify(c.mechanism) === JSON.stringify(mechanism),
    );
    t.ok(own !== undefined && own.value >= value, `${method}: ${value} is no more than the profile's`);
  }
  for (const [bad, message] of [
    [['compare', '--sigma', '1'], /--k must be given/],
    [['compare', '--k', '1,1', '--sigma', '1'], /--k must be a list without repetitions/],
    [['compare', '--k', '1,2', '--sigma', '1', '--design', 'poisson'], /--design must be left out/],
    [['compare', '--k', '1,two', '--sigma', '1'], /--k must be/],
  ] as const) {
    const refused = await dpih(bad);
    t.equal(refused.code, 2, refused.err);
    t.match(refused.err, message);
  }
});
