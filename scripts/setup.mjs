/**
 * Installs the missing dependencies of a fresh clone with only Node 20 and npm: the dev dependencies, Node 24 (which n8n
 * needs, from the npm package `node`) and, with `--n8n`, the real n8n below test/harness. Quick if nothing is missing.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
/** Runs a command. If it fails, this process ends with its exit code. Its output goes to stderr. */
function run(command, args) {
	const { status, error } = spawnSync(command, args, {
		cwd: root,
		stdio: ['ignore', 2, 2],
		shell: process.platform === 'win32',
	});
	if (error) throw error;
	if (status !== 0) process.exit(status ?? 1);
}

/** Whether the Node binary of the npm package `node` starts. */
function hasNode24() {
	const binary = join(root, 'node_modules', 'node', 'bin', 'node');
	return existsSync(binary) && spawnSync(binary, ['--version']).status === 0;
}

/** Whether node_modules matches package-lock.json, by npm's own list of installed packages. */
function isInstalled() {
	const listed = join(root, 'node_modules', '.package-lock.json');
	if (!existsSync(listed)) return false;
	const packagesOf = (file) => JSON.parse(readFileSync(file, 'utf8')).packages;
	const installed = packagesOf(listed);
	return Object.entries(packagesOf(join(root, 'package-lock.json'))).every(
		([path, { version, optional, devOptional }]) =>
			path === '' || optional || devOptional || installed[path]?.version === version,
	);
}

function installRoot() {
	if (isInstalled() && hasNode24()) return;
	console.error('Installing the dev dependencies (about a minute) …');
	run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']);
	run('npm', ['rebuild', 'node', '--ignore-scripts=false', '--loglevel=error']);
	if (!hasNode24()) {
		console.error(
			"Can't install Node 24 from the npm package `node`. Install Node 24 yourself and try again.",
		);
		process.exit(1);
	}
}

installRoot();
if (process.argv.includes('--n8n')) run(process.execPath, [join(root, 'test', 'harness', 'install.mjs')]);
