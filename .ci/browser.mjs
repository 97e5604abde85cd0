// Bundles the "." export for the browser and runs the bundle where there is no node: in a bare vm
// context (what an executed notebook cell has at least) and in headless Chromium. Both must give
// the number that node gives. Prints one line per check and `# passed P failed F`; exits 1 on failure.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createContext, runInContext } from 'node:vm';
import { build } from 'esbuild';

/** What each engine computes, given the package as `dpih`. Engines differ by an ulp in exp and log. */
const PROBE = `String(dpih.epsilonAt(dpih.account({
  kind: 'mixup', n: 1000, k: 4, releases: 1000, design: 'subsets',
  noise: { law: 'gaussian', scale: 0.5 },
  domain: { kind: 'l2-diameter', diameter: 2 },
  labels: { kind: 'in-record' }, adjacency: 'replace',
}).upper, 1e-5, 1))`;
const TOLERANCE = 1e-12;

const folder = mkdtempSync(join(tmpdir(), 'dpih-browser-'));

async function bundle() {
  const result = await build({
    stdin: { contents: "export * from 'dpih';", resolveDir: process.cwd() },
    bundle: true,
    platform: 'browser',
    format: 'iife',
    globalName: 'dpih',
    target: 'es2022',
    write: false,
    metafile: true,
    logLevel: 'silent', // an import of node: is an error, which build() throws
  });
  const inputs = Object.keys(result.metafile.inputs);
  const stray = inputs.filter((input) => /node_modules\/(fast-check|yargs|@tensorflow)\//.test(input));
  if (stray.length > 0) throw new Error(`"." reaches ${stray[0]}`);
  return result.outputFiles[0].text;
}

function inBareContext(code) {
  return Number(runInContext(`${code}\n;${PROBE}`, createContext({})));
}

function inChromium(code) {
  const page = join(folder, 'page.html');
  const script = code.replaceAll('</script', '<\\/script');
  writeFileSync(
    page,
    `<!doctype html><meta charset="utf-8"><pre id="result">not run</pre><script>${script}</script>
<script>document.getElementById('result').textContent = ${PROBE};</script>\n`,
  );
  const dom = execFileSync(
    process.env.CHROMIUM ?? 'chromium',
    [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--disable-dev-shm-usage',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      `--user-data-dir=${join(folder, 'profile')}`,
      '--virtual-time-budget=60000',
      '--dump-dom',
      pathToFileURL(page).href,
    ],
    { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], timeout: 120_000 },
  );
  return Number(/<pre id="result">([^<]*)<\/pre>/.exec(dom)?.[1] ?? Number.NaN);
}

let failed = 0;
let passed = 0;
async function check(name, run) {
  try {
    const detail = await run();
    passed += 1;
    console.log(`ok - ${name}${detail === undefined ? '' : `: ${detail}`}`);
  } catch (error) {
    failed += 1;
    console.log(`not ok - ${name}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** A value that agrees with node's. The comparison is written so that NaN fails it. */
function agree(value, expected) {
  if (!(Math.abs(value - expected) <= TOLERANCE * Math.abs(expected)))
    throw new Error(`got ${value}, node gives ${expected}`);
  return value;
}

try {
  let code = '';
  let expected = Number.NaN;
  await check('"." bundles for the browser with no import of node', async () => {
    code = await bundle();
    return `${Math.round(code.length / 1024)} KiB`;
  });
  await check('node computes the probe', async () => {
    expected = Number(new Function('dpih', `return ${PROBE};`)(await import('dpih')));
    if (!(expected > 0 && expected < Infinity)) throw new Error(`got ${expected}`);
    return expected;
  });
  await check('the bundle runs in a bare context', () => agree(inBareContext(code), expected));
  await check('the bundle runs in headless Chromium', () => agree(inChromium(code), expected));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
console.log(`# passed ${passed} failed ${failed}`);
process.exitCode = failed === 0 ? 0 : 1;
