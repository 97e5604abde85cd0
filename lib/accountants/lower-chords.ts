/** Bound on the relative rounding of one step of a running sum of positive terms. */
const PER_STEP = 2 ** -50;

/**
 * How far the chord of each cell can lie above the profile: the profile lies above the two tangents at the
 * ends of the cell, whose common point has the gap top bottom (e^h - 1)/(bottom e^h + top).
 *
 * @param top, bottom  P-mass of the cell at its ends, rounded up
 * @param doubt        how far the share at the top may be off, per cell
 */
export function chordGaps(
  bottom: Float64Array,
  top: Float64Array,
  doubt: Float64Array,
  step: number,
): Float64Array {
  const gaps = new Float64Array(top.length - 1);
  const rise = Math.expm1(step);
  for (let i = 0; i < gaps.length; i++) {
    const b = bottom[i] as number;
    const t = top[i] as number;
    const gap = b > 0 && t > 0 ? (b * t * rise) / (b * (1 + rise) + t) : 0;
    // far more than the widths of cells may differ by: their end points are rounded
    gaps[i] = gap * (1 + 2 ** -20) + 2 * rise * (doubt[i] as number);
  }
  return gaps;
}

/**
 * The last point of the lowered profile: it is 0 there, and what lies beyond is dropped.
 *
 * It is the largest i whose profile value exceeds the gaps of the two cells before it; -1 if there is none.
 * On return drop[i] is that profile value and mass[i] carries the Q-mass of all points beyond, both rounded
 * down: less of either lowers the profile.
 */
export function truncateRight(
  mass: Float64Array,
  gaps: Float64Array,
  drop: Float64Array,
  step: number,
): number {
  const keep = Math.exp(-step);
  const fall = -Math.expm1(-step);
  let value = 0; // profile at point i: sum over j > i of mass_j (1 - e^(l_i - l_j))
  let beyond = 0; // sum over j > i of mass_j e^(l_i - l_j)
  for (let i = mass.length - 1; i >= 2; i--) {
    const kept = 1 - PER_STEP * (mass.length - i);
    if (value * kept > Math.max(gaps[i - 1] as number, gaps[i - 2] as number)) {
      drop[i] = value * kept;
      mass[i] = (mass[i] as number) + beyond * kept;
      return i;
    }
    const here = (mass[i] as number) + beyond;
    value += fall * here;
    beyond = keep * here;
  }
  return -1;
}

/**
 * The first point of the lowered profile: left of it the profile follows its asymptote P - a Q, on which it
 * can only lie below. The mirror image of truncateRight, except that the asymptote must not lie above that of
 * the pair: Q-mass that rounding may have lost counts in full.
 *
 * It is the smallest i whose distance to the asymptote exceeds the gaps of the two cells after it. The distance
 * is rounded up and the Q-mass down: either lowers the profile.
 *
 * @param lack  Q-mass that a cell may lack, times e^l at its lower end
 */
export function truncateLeft(
  mass: Float64Array,
  gaps: Float64Array,
  drop: Float64Array,
  step: number,
  lack: Float64Array,
): number {
  const grow = Math.exp(step);
  const rise = Math.expm1(step);
  let value = 0; // distance at point i: sum over j < i of mass_j (e^(l_i - l_j) - 1)
  let before = 0; // sum over j < i of mass_j e^(l_i - l_j)
  let lacking = 0; // sum over j < i of lack_j e^(l_i - l_j)
  for (let i = 0; i < mass.length - 2; i++) {
    const distance = (value + lacking) * (1 + PER_STEP * (i + 1));
    if (distance > Math.max(gaps[i] as number, gaps[i + 1] as number)) {
      drop[i] = distance;
      mass[i] = (mass[i] as number) + before * (1 - PER_STEP * (i + 1));
      return i;
    }
    const here = (mass[i] as number) + before;
    value += rise * here;
    before = grow * here;
    lacking = grow * (lacking + (lack[i] as number));
  }
  return mass.length;
}

/**
 * Removes negative masses by pooling: a point of negative mass is where the profile bends the wrong way, and
 * the chord past it lies below. Its mass goes to the neighbours so that P- and Q-mass are kept; that of the
 * first point goes up, which only lowers the profile.
 *
 * @returns false where the last point stays negative: then nothing below the profile was found
 */
export function poolNegative(mass: Float64Array, begin: number, end: number, step: number): boolean {
  const kept = new Int32Array(Math.max(0, end - begin + 1));
  let size = 0;
  for (let i = begin; i <= end; i++) {
    while (size > 0 && (mass[kept[size - 1] as number] as number) < 0) {
      const point = kept[--size] as number;
      const negative = mass[point] as number;
      mass[point] = 0;
      if (size === 0) {
        mass[i] = sumDown(mass[i] as number, negative);
      } else {
        const previous = kept[size - 1] as number;
        const up = Math.expm1((previous - point) * step) / Math.expm1((previous - i) * step);
        mass[i] = sumDown(mass[i] as number, negative * up * MORE);
        mass[previous] = sumDown(mass[previous] as number, negative * (1 - up) * MORE);
      }
    }
    kept[size++] = i;
  }
  return (mass[end] as number) >= 0;
}

/** More of a negative mass than the rounding of its share. */
const MORE = 1 + 2 ** -48;

/** x + y, rounded down */
function sumDown(x: number, y: number): number {
  const sum = x + y;
  return sum - Math.abs(sum) * 2 ** -52;
}
