import type { AttackDocument } from '../../core/attack.js';
import { COLOURS } from '../svg-parts.js';
import { defencesOf } from './groups.js';

/** How a defence looks in every chart of a report: a colour and a mark, so that neither is needed to tell it. */
export interface Identity {
  readonly name: string;
  readonly colour: string;
  /** outline about the origin, some nine pixels across, as an SVG path */
  readonly mark: string;
  /** the same mark in PGFPlots */
  readonly pgfMark: string;
}

const MARKS: readonly (readonly [string, string])[] = [
  ['M-4 0a4 4 0 1 0 8 0a4 4 0 1 0 -8 0Z', '*'],
  ['M-3.6 -3.6H3.6V3.6H-3.6Z', 'square*'],
  ['M0 -4.8L4.6 3.4H-4.6Z', 'triangle*'],
  ['M0 -5.2L4.4 0L0 5.2L-4.4 0Z', 'diamond*'],
  ['M0 -4.8L4.57 -1.48L2.82 3.88H-2.82L-4.57 -1.48Z', 'pentagon*'],
  ['M-1.5 -4.6H1.5V-1.5H4.6V1.5H1.5V4.6H-1.5V1.5H-4.6V-1.5H-1.5Z', '+'],
  [
    'M-4.6 -2.5L-2.5 -4.6L0 -2.1L2.5 -4.6L4.6 -2.5L2.1 0L4.6 2.5L2.5 4.6L0 2.1L-2.5 4.6L-4.6 2.5L-2.1 0Z',
    'x',
  ],
];

/** Gray comes first: the first defence of a plan is what the others are compared with. Black is not seen in the dark. */
const PALETTE = ['#808080', ...COLOURS.filter((colour) => colour !== '#000000' && colour !== '#999999')];

/** Of all defences of a document, in its order. Seven colours and seven marks; where those end the pairs change. */
export function identitiesOf(document: AttackDocument): ReadonlyMap<string, Identity> {
  return new Map(
    defencesOf(document).map((name, i) => {
      const [mark, pgfMark] = MARKS[(i + Math.floor(i / PALETTE.length)) % MARKS.length] ?? ['', ''];
      return [name, { name, colour: PALETTE[i % PALETTE.length] ?? '', mark, pgfMark }];
    }),
  );
}
