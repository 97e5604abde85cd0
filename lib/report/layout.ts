/** Columns that a report may fill. */
export const WIDTH = 80;

/** Breaks text at spaces into lines of at most `width`, the first after `first`, the others after `rest`. */
export function wrap(text: string, first = '', rest = ' '.repeat(first.length), width = WIDTH): string[] {
  const lines: string[] = [];
  let line = first;
  let empty = true;
  for (const word of text.split(/\s+/).filter((w) => w !== '')) {
    if (!empty && line.length + 1 + word.length > width) {
      lines.push(line);
      line = rest;
      empty = true;
    }
    let left = word;
    while (line.length + left.length + (empty ? 0 : 1) > width) {
      // a word longer than a line, such as a path, is cut
      const room = width - line.length;
      lines.push(line + left.slice(0, room));
      left = left.slice(room);
      line = rest;
    }
    line += (empty ? '' : ' ') + left;
    empty = false;
  }
  lines.push(line);
  return lines;
}

/** `name  text`, the text wrapped in its own column. */
export function entry(name: string, text: string, column = 15): string[] {
  const label = `  ${name}`;
  if (label.length + 1 > column) return [label, ...wrap(text, ' '.repeat(column))];
  return wrap(text, label.padEnd(column));
}

/**
 * Rows of cells set in columns two spaces apart, the first row being the heading; right-aligned.
 *
 * Too wide a table is split: columns that do not fit are set below, under the first column again.
 */
export function table(rows: readonly (readonly string[])[], width = WIDTH): string[] {
  const heading = rows[0] ?? [];
  const widths = heading.map((_, j) => Math.max(...rows.map((row) => (row[j] ?? '').length)));
  const lines: string[] = [];
  let start = 1;
  while (start < heading.length || start === 1) {
    let end = start;
    let used = 2 + (widths[0] ?? 0);
    while (end < heading.length && (end === start || used + 2 + (widths[end] ?? 0) <= width)) {
      used += 2 + (widths[end] ?? 0);
      end += 1;
    }
    if (start > 1) lines.push('');
    const columns = [0, ...range(start, end)];
    for (const row of rows)
      lines.push(`  ${columns.map((j) => (row[j] ?? '').padStart(widths[j] ?? 0)).join('  ')}`);
    if (end === start) break;
    start = end;
  }
  return lines;
}

function range(start: number, end: number): number[] {
  return Array.from({ length: end - start }, (_, i) => start + i);
}
