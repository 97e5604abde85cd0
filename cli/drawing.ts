import type { Account } from '../lib/accountants/account.js';
import type { ClaimDocument } from '../lib/core/document.js';
import type { Profile } from '../lib/core/profile.js';
import { DIRECTIONS } from '../lib/core/side.js';
import { type Chart, type Series, toSvg } from '../lib/report/svg.js';

const POINTS = 80;
/** Deltas below this are not drawn: the curve would be all axis. */
const LEAST_DELTA = 1e-12;

/** The profile beside its witness and, with votes, the certified-accuracy curve beside the baselines. */
export function drawing(known: Account, document: ClaimDocument): string {
  const charts = [profileChart(known, document)];
  if (document.votes !== undefined) charts.push(accuracyChart(document));
  return toSvg(charts);
}

function profileChart({ upper, witness }: Account, { question }: ClaimDocument): Chart {
  const epsilons = grid(upper, question.poisons);
  const series = question.poisons.flatMap((r, i): Series[] => [
    { name: `r = ${r}: upper bound`, points: curve(upper, r, epsilons), colour: i },
    ...(witness === undefined
      ? []
      : [
          { name: `r = ${r}: some data set`, points: curve(witness, r, epsilons), baseline: true, colour: i },
        ]),
  ]);
  return { title: 'Privacy profile', x: 'epsilon', y: 'delta', scale: 'log', series };
}

function curve(
  profile: Profile,
  poisons: number,
  epsilons: readonly number[],
): (readonly [number, number])[] {
  return epsilons
    .map((e) => [e, Math.max(...DIRECTIONS.map((direction) => profile.at(e, poisons, direction)))] as const)
    .filter(([, delta]) => delta >= LEAST_DELTA);
}

/** From 0 to where the widest curve leaves the picture. */
function grid(upper: Profile, poisons: readonly number[]): readonly number[] {
  const most = Math.max(...poisons);
  const visible = (e: number): boolean =>
    DIRECTIONS.some((direction) => upper.at(e, most, direction) >= LEAST_DELTA);
  let end = 2 ** -10;
  while (end < 1e6 && visible(end)) end *= 1.25;
  return Array.from({ length: POINTS + 1 }, (_, i) => (end * i) / POINTS);
}

/** The certified-accuracy curve beside the baselines. */
export function accuracyChart({ claims }: Pick<ClaimDocument, 'claims'>): Chart {
  const accuracy = claims.filter((c) => c.quantity === 'certifiedAccuracy');
  const methods = [...new Set(accuracy.map((c) => c.method))];
  const [own] = methods;
  return {
    title: 'Certified accuracy',
    x: 'poisoned records r',
    y: 'share of records certified',
    scale: 'linear',
    counts: true,
    series: methods.map((method) => ({
      name: method,
      points: accuracy.filter((c) => c.method === method).map((c) => [c.poisons ?? 0, c.value] as const),
      baseline: method !== own,
      steps: true,
    })),
  };
}
