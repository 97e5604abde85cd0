import { ATTACK_FLAGS } from './attack/attack-flags.js';
import { REPORT_FLAGS } from './attack/report-flags.js';
import { AUDIT_FLAGS } from './audit/audit-flags.js';
import type { Command } from './command.js';
import { DATA_FLAGS, DATA_MECHANISM_FLAGS } from './data/data-flags.js';
import {
  CERTIFY_FLAGS,
  COMPARE_FLAGS,
  DELTA_FLAG,
  GUARANTEE_FLAGS,
  MECHANISM_FLAGS,
  OUTPUT_FLAGS,
  QUESTION_FLAGS,
  RELEASE_FLAGS,
  SVG_FLAG,
  TARGET_FLAGS,
} from './flags.js';
import { WORKER_FLAGS } from './run/queue-flags.js';
import { MERGE_FLAGS } from './run/run-flags.js';
import { ACCURACY_FLAGS } from './run/sweep-flags.js';
import { TRAINING_FLAGS } from './run/training-flags.js';

/** Every command of dpih. The order is that of help. */
export const COMMANDS: Readonly<Record<string, Command>> = {
  certify: {
    summary: 'how private a mechanism is and how many poisoned records that survives',
    flags: {
      ...MECHANISM_FLAGS,
      ...GUARANTEE_FLAGS,
      ...CERTIFY_FLAGS,
      ...TRAINING_FLAGS,
      ...OUTPUT_FLAGS,
      ...SVG_FLAG,
    },
    examples: [
      'certify --k 4 --sigma 8',
      'certify --k 4 --sigma 16/255 --domain "l2-diameter:sqrt(3072)" --poisons 1,2,5',
      'certify --mechanism FILE.json --votes FILE.csv --svg curve.svg',
      'certify --data digits.csv.gz --k 4 --sigma 0.4 --models 1000',
      'certify --data glyphs --k 4 --sigma 0.4 --defence dp-instahide,noise,dpa,none',
      'certify --data glyphs --k-sweep 1,2,4,8 --noise-sweep 0.2,0.4,0.8',
    ],
    load: async () => (await import('./certify.js')).certify,
  },
  calibrate: {
    summary: 'smallest noise, or best k, that meets a target epsilon, radius or accuracy',
    flags: {
      ...MECHANISM_FLAGS,
      ...DELTA_FLAG,
      ...TARGET_FLAGS,
      ...ACCURACY_FLAGS,
      ...TRAINING_FLAGS,
      ...OUTPUT_FLAGS,
    },
    examples: [
      'calibrate --k 4 --target-epsilon 1',
      'calibrate --k 4 --target-radius 10 --p 0.99',
      'calibrate --data digits.csv.gz --target-accuracy 0.6',
    ],
    load: async () => (await import('./calibrate.js')).calibrate,
  },
  compare: {
    summary: 'what k-way mixing gains: accountants and designs side by side',
    flags: { ...COMPARE_FLAGS, ...DELTA_FLAG, ...OUTPUT_FLAGS },
    examples: ['compare --k 1,2,4,8,16 --sigma 2'],
    load: async () => (await import('./compare.js')).compare,
  },
  audit: {
    summary: 'play games that could prove the bound wrong, on dpih or on another implementation',
    flags: AUDIT_FLAGS,
    examples: [
      'audit --k 4 --sigma 0.5',
      'audit --k 4 --sigma 0.5 --game family --poisons 2 --svg audit.svg',
      'audit --k 800 --sigma 1/800 --game one-run',
      'audit --data digits.csv.gz --k 4 --sigma 0.4 --game black-box',
      'audit --k 4 --sigma 0.5 --show-pair',
      'audit --k 4 --sigma 0.5 --samples absent.npy,present.npy',
      'audit --gdp 1 --scores scores.csv',
    ],
    load: async () => (await import('./audit/audit.js')).audit,
  },
  attack: {
    summary: 'run poisoning attacks against defences, and hold what they reach to the certificates',
    flags: ATTACK_FLAGS,
    examples: [
      'attack',
      'attack --list',
      'attack --data digits.csv.gz --scale 1/16 --image 8x8',
      'attack --attacks badnets,gradient-matching --defences none,dp-instahide --k 4 --sigma 0.1',
      'attack --plan plan.yaml --seeds 50 --out run',
    ],
    load: async () => (await import('./attack/attack.js')).attack,
  },
  report: {
    summary: 'tables, curves and pictures of a run of dpih attack: text, HTML, CSV, LaTeX, SVG',
    flags: REPORT_FLAGS,
    words: ['run'],
    examples: ['report run', 'report run --latex table.tex --csv table.csv'],
    load: async () => (await import('./attack/report.js')).report,
  },
  release: {
    summary: 'draw the noisy mixtures of a data set and write them with their privacy claim',
    flags: { ...DATA_FLAGS, ...DATA_MECHANISM_FLAGS, ...RELEASE_FLAGS, ...OUTPUT_FLAGS },
    examples: [
      'release --data digits.csv.gz --k 4 --sigma 0.4 --out mixtures.npz',
      'release --data t10k-images-idx3-ubyte.gz --scale 1/255 --project 100 --k 4 --sigma 0.4 --out mixtures.npz',
    ],
    load: async () => (await import('./release/release.js')).release,
  },
  merge: {
    summary:
      'join the slices that certify --shard trained, and certify the whole; or those of audit or attack',
    flags: { ...QUESTION_FLAGS, ...MERGE_FLAGS, ...OUTPUT_FLAGS },
    words: ['folder...'],
    examples: ['merge run-1of3 run-2of3 run-3of3 --out run'],
    load: async () => (await import('./run/merge.js')).merge,
  },
  worker: {
    summary: 'work on shards of runs that certify or attack --queue submitted, on any machine',
    flags: WORKER_FLAGS,
    examples: ['worker --queue redis://host:6379 --data-root /data --idle 60'],
    load: async () => (await import('./run/worker.js')).worker,
  },
  verify: {
    summary: 'recompute every number of a document by an independent path',
    flags: {},
    words: ['file'],
    examples: ['verify claim.json', 'certify --k 4 --sigma 8 --json | dpih verify -'],
    load: async () => (await import('./verify.js')).verify,
  },
  schema: {
    summary: 'print the JSON Schema of the document that --json prints: claim (default) or audit',
    flags: {},
    words: ['document?'],
    examples: ['schema > claim.schema.json', 'schema audit > audit.schema.json'],
    load: async () => (await import('./schema.js')).schema,
  },
};
