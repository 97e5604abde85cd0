/** Okabe and Ito's palette: told apart by colour-blind readers. */
export const COLOURS = [
  '#0072b2',
  '#d55e00',
  '#009e73',
  '#cc79a7',
  '#e69f00',
  '#56b4e9',
  '#000000',
  '#999999',
];

/** A line of text; what it says is escaped, its attributes are not. */
export function svgText(x: number, y: number, content: string, attributes = ''): string {
  return `<text x="${x}" y="${y}"${attributes === '' ? '' : ` ${attributes}`}>${escapeXml(content)}</text>`;
}

/** A pixel to two digits after the point: finer is not seen. */
export function hundredths(value: number): number {
  return Math.round(value * 100) / 100;
}

/** Text as XML character data; characters that XML 1.0 forbids are replaced. */
export function escapeXml(content: string): string {
  return (
    content
      .replace(/&/g, '&amp;')
      .replace(/</g, '&lt;')
      .replace(/>/g, '&gt;')
      .replace(/"/g, '&quot;')
      .replace(/'/g, '&apos;')
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters XML forbids
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\ufffd')
  );
}
