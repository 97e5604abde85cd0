import type { PoisonPicture } from '../../core/attack.js';
import { escapeXml } from '../svg-parts.js';

/**
 * One panel of a picture as an SVG element: a square a pixel, however large it is shown, never smoothed. Pixels of
 * one colour are one path, neighbours in a row one rectangle. Of three channels or more the first three are red, green
 * and blue; else the first is gray.
 */
export function panelSvg(picture: PoisonPicture, pixels: readonly number[], title: string): string {
  const { height, width } = picture;
  const paths = new Map<string, string>();
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; ) {
      const colour = colourAt(picture, pixels, y * width + x);
      let run = 1;
      while (x + run < width && colourAt(picture, pixels, y * width + x + run) === colour) run += 1;
      paths.set(colour, `${paths.get(colour) ?? ''}M${x} ${y}h${run}v1h-${run}z`);
      x += run;
    }
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 ${width} ${height}" shape-rendering="crispEdges">` +
    `<title>${escapeXml(title)}</title>` +
    [...paths].map(([colour, d]) => `<path fill="${colour}" d="${d}"/>`).join('') +
    '</svg>'
  );
}

function colourAt({ channels }: PoisonPicture, pixels: readonly number[], at: number): string {
  const of = channels >= 3 ? [0, 1, 2] : [0, 0, 0];
  return `#${of.map((channel) => hex(pixels[at * channels + channel] ?? 0)).join('')}`;
}

function hex(share: number): string {
  return Math.round(255 * Math.min(1, Math.max(0, share)))
    .toString(16)
    .padStart(2, '0');
}
