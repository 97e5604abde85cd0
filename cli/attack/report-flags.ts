import type { Flags } from '../command.js';
import { text, toggle } from '../flag.js';

const REPORT = 'Report:';

/** How what a run found is shown: a page always, whatever else is asked for. */
export const REPORT_FLAGS = {
  html: text(REPORT, 'FILE: the page, self-contained (default report.html in the run folder)'),
  latex: text(REPORT, 'FILE: tables and plots to \\input, with booktabs and pgfplots'),
  svg: text(REPORT, 'FILE: the curves and the scatter as one picture'),
  csv: text(REPORT, 'FILE: a line for each cell, numbers in full'),
  json: toggle(REPORT, 'print one JSON document in place of text (see dpih schema attack)'),
} satisfies Flags;
