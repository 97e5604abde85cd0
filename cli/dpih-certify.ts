#!/usr/bin/env node
import { main } from './main.js';
import { systemIo } from './system-io.js';
import { version } from './version.js';

// `dpih-certify ...` is `dpih certify ...`
process.exitCode = await main(['certify', ...process.argv.slice(2)], systemIo, version());
