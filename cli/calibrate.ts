import type { Statement } from '../lib/core/document.js';
import { DOCUMENT_SCHEMA } from '../lib/core/document.js';
import type { Mechanism } from '../lib/core/mechanism.js';
import { bestNoise, bestWidth } from '../lib/plan/best-width.js';
import { calibrateNoise, noiseOf } from '../lib/plan/calibrate-noise.js';
import { predictionClaims } from '../lib/plan/certificate-claims.js';
import { privacyClaims } from '../lib/plan/privacy-claims.js';
import { meets, type Target } from '../lib/plan/target.js';
import { accountOf } from './account.js';
import { readChoice } from './choice.js';
import type { ExitCode, Given } from './command.js';
import type { Described } from './described.js';
import type { Io } from './io.js';
import { readMechanism } from './mechanism.js';
import { notCovered } from './not-covered.js';
import { readNumber, readOpenUnit, readProbability, readWhole, readWholeList } from './number.js';
import { readOutput } from './output.js';
import { scopeOf } from './question.js';
import { refuseTrainingFlags } from './run/refuse-training-flags.js';
import { ACCURACY_FLAGS } from './run/sweep-flags.js';
import { UsageError } from './usage-error.js';

/** `dpih calibrate`: the smallest noise, or the best width, for a target. Exit 1 where the target is not met. */
export async function calibrate(given: Given, io: Io): Promise<ExitCode> {
  if ('data' in given.text || 'target-accuracy' in given.text)
    return (await import('./run/calibrate-data.js')).calibrateData(given, io);
  refuseTrainingFlags(given, ACCURACY_FLAGS);
  const print = readOutput(given);
  const described = await read(given, io);
  if (described.mechanism.kind === 'guarantee')
    throw new UsageError(
      `${described.label} must be a mechanism whose noise can be changed, got a guarantee`,
    );
  accountOf(described.mechanism, described.label);
  const { target, delta, defaults } = await readTarget(given, described.mechanism);
  const answer = await search(given, described.mechanism, target);
  if (answer === undefined) {
    io.warn(`dpih: no noise meets ${target.quantity} ${target.value} under this mechanism\n`);
    return 1;
  }
  const known = accountOf(answer.mechanism, described.label);
  const poisons = target.quantity === 'radius' ? target.value : target.poisons;
  const orientation = target.quantity === 'radius' ? target.orientation : 'clean';
  const met = meets(known, target);
  io.print(
    print({
      schema: DOCUMENT_SCHEMA,
      mechanism: answer.mechanism,
      question: {
        command: 'calibrate',
        delta,
        poisons: [poisons],
        orientation,
        ...(target.quantity === 'radius' ? { p: target.p } : {}),
        target: { quantity: target.quantity, value: target.value },
      },
      defaults: [...described.defaults, ...defaults],
      assumptions: known.assumptions,
      claims: [
        ...answer.claims,
        ...privacyClaims(known, delta, poisons),
        ...(target.quantity === 'radius'
          ? predictionClaims(known, target.p, { poisons: [poisons], orientation })
          : []),
      ],
      notCovered: [
        ...(met ? [] : [`The target: ${target.quantity} ${target.value} is not met.`]),
        ...notCovered(answer.mechanism, target.quantity === 'radius'),
      ],
    }),
  );
  return met ? 0 : 1;
}

/** Without --sigma the search starts at noise 1, which is not a default of the answer. */
async function read(given: Given, io: Io): Promise<Described> {
  const width = given.text['best-k'] === undefined || 'k' in given.text ? {} : { k: '1' };
  const noise = 'sigma' in given.text || 'mechanism' in given.text ? {} : { sigma: '1' };
  return readMechanism({ ...given, text: { ...width, ...noise, ...given.text } }, io);
}

async function readTarget(
  { text }: Given,
  mechanism: Mechanism,
): Promise<{ target: Target; delta: number; defaults: readonly string[] }> {
  const scope = scopeOf(mechanism);
  const [epsilon, radius] = [text['target-epsilon'], text['target-radius']];
  if ((epsilon === undefined) === (radius === undefined))
    throw new UsageError(
      `--target-epsilon or --target-radius must be given, one of them, got ${epsilon === undefined ? 'neither' : 'both'}`,
    );
  const most = mechanism.kind === 'mixup' ? mechanism.n : 1e6;
  const defaults = text.delta === undefined ? ['delta = 1e-5'] : [];
  const delta = await readOpenUnit('delta', text.delta ?? '1e-5', scope);
  if (radius !== undefined) {
    if (text.p === undefined) throw new UsageError('--p must be given with --target-radius, got nothing');
    if (text.poisons !== undefined)
      throw new UsageError(
        `--poisons must stand with --target-epsilon, got ${text.poisons} with --target-radius`,
      );
    if (text.orientation === undefined) defaults.push('orientation = clean');
    const target = {
      quantity: 'radius',
      value: await readWhole('target-radius', radius, 1, Math.min(most, 10_000), scope),
      p: await readProbability('p', text.p, scope),
      orientation: readChoice('orientation', text.orientation ?? 'clean', ['clean', 'poisoned']),
    } as const;
    if (!(target.p > 0.5)) throw UsageError.of('p', 'above 1/2 for a radius', text.p);
    return { target, delta, defaults };
  }
  for (const flag of ['p', 'orientation'])
    if (flag in text)
      throw new UsageError(`--${flag} must stand with --target-radius, got ${text[flag]} alone`);
  const value = await readNumber('target-epsilon', epsilon ?? '', scope);
  if (!(value > 0)) throw UsageError.of('target-epsilon', 'finite and > 0', epsilon);
  if (text.poisons === undefined) defaults.push('poisons = 1');
  const poisons = await readWhole('poisons', text.poisons ?? '1', 1, most, scope);
  return { target: { quantity: 'epsilon', value, delta, poisons }, delta, defaults };
}

interface Answer {
  readonly mechanism: Mechanism;
  readonly claims: readonly Statement[];
}

async function search(given: Given, mechanism: Mechanism, target: Target): Promise<Answer | undefined> {
  const list = given.text['best-k'];
  const fixed = 'sigma' in given.text;
  if (list === undefined) {
    if (fixed)
      throw new UsageError(
        `--sigma must be left out without --best-k: it is the answer, got ${given.text.sigma}`,
      );
    const found = calibrateNoise(mechanism, target).mechanism;
    return found === undefined ? undefined : { mechanism: found, claims: [noiseClaim(found, target)] };
  }
  if (mechanism.kind !== 'mixup')
    throw new UsageError(`--best-k must stand with a mixup mechanism, got ${mechanism.kind}`);
  const widths = await readWholeList('best-k', list, 1, mechanism.n, scopeOf(mechanism));
  if (fixed) {
    const [best] = bestWidth(mechanism, widths, target);
    return best === undefined ? undefined : { mechanism: best.mechanism, claims: [] };
  }
  const found = bestNoise(mechanism, widths, target);
  const [best] = found;
  if (best === undefined) return undefined;
  const claims = found.map((width) => ({
    ...noiseClaim(width.mechanism, target),
    mechanism: width.mechanism,
  }));
  return { mechanism: best.mechanism, claims };
}

function noiseClaim(mechanism: Mechanism, target: Target): Statement {
  return {
    quantity: 'noise',
    side: 'upper',
    value: noiseOf(mechanism),
    confidence: 1,
    object: 'mechanism',
    method: 'calibrated',
    poisons: target.quantity === 'radius' ? target.value : target.poisons,
    basis: {
      theorem: 'the target is verified at this noise; the smallest noise that meets it is no larger',
      note: 'proofs/calibrate.md',
      assumptions: [],
    },
  };
}
