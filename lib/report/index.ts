export { toCsv } from './csv.js';
export { toJson } from './json.js';
export type { Toward } from './number.js';
export { decimal, fraction } from './number.js';
export type { Chart, Series } from './svg.js';
export { escapeXml, toSvg } from './svg.js';
export { toText } from './text.js';
