import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { AttackDocument } from '../../lib/core/attack.js';
import { parseAttack } from '../../lib/core/attack-schema.js';
import { attackJson } from '../../lib/report/index.js';
import { writeWhole } from '../../lib/run/whole-file.js';
import { version } from '../version.js';

// What was judged once is not judged again: accounting is most of what a second start would do. The document lies in
// the run folder beside the state of the folder that it was made from; any other state makes it void.
const KEPT = 'report.json';
const STATE = 'report.state';

/** The document of the run as it is now, where it was made before. */
export function keptDocument(folder: string): AttackDocument | undefined {
  const [document, state] = [join(folder, KEPT), join(folder, STATE)];
  if (!existsSync(document) || !existsSync(state)) return undefined;
  if (readFileSync(state, 'utf8') !== stateOf(folder)) return undefined;
  try {
    return parseAttack(readFileSync(document, 'utf8'));
  } catch {
    return undefined; // a damaged copy is made again
  }
}

export function keepDocument(folder: string, document: AttackDocument): void {
  writeWhole(join(folder, KEPT), attackJson(document));
  writeWhole(join(folder, STATE), stateOf(folder));
}

/** A hash of the version, the plan, and the name, size and time of every result. */
function stateOf(folder: string): string {
  const cells = join(folder, 'cells');
  const hash = createHash('sha256').update(version());
  for (const name of ['plan.json', 'data.json']) hash.update(readFileSync(join(folder, name)));
  for (const name of readdirSync(cells).sort()) {
    const { size, mtimeMs } = statSync(join(cells, name));
    hash.update(`${name} ${size} ${mtimeMs}\n`);
  }
  return hash.digest('hex');
}
