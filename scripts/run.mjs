/**
 * Installs missing dependencies, then runs a TypeScript file under Node 24, with any Node.
 *
 *     node scripts/run.mjs [--n8n] FILE.ts [ARGUMENT …]
 */
import { spawn, spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const scripts = dirname(fileURLToPath(import.meta.url));
const node24 = join(scripts, '..', 'node_modules', 'node', 'bin', 'node');
const given = process.argv.slice(2);
const forSetup = given[0] === '--n8n' ? given.splice(0, 1) : [];

const setup = spawnSync(process.execPath, [join(scripts, 'setup.mjs'), ...forSetup], { stdio: 'inherit' });
if (setup.status !== 0) process.exit(setup.status ?? 1);

const child = spawn(node24, ['--no-warnings', ...given], { stdio: 'inherit' });
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));

// npm sends SIGTERM only to its shell, which ends without passing it on. The child process must not stay behind.
const parent = process.ppid;
setInterval(() => process.ppid === parent || child.kill('SIGTERM'), 250).unref();

child.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)));
