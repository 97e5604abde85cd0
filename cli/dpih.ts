#!/usr/bin/env node
import { main } from './main.js';
import { systemIo } from './system-io.js';
import { version } from './version.js';

process.exitCode = await main(process.argv.slice(2), systemIo, version());
