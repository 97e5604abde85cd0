import { runAudit } from '../../lib/run/index.js';
import { smallAudit } from './small-audit.js';

// A game in a process of its own, to be killed: node audit-child.js FOLDER UNITS WORKERS

const [folder = '', units = '2', workers = '1'] = process.argv.slice(2);
await runAudit(smallAudit(Number(units)), folder, { workers: Number(workers) });
