const { spawn } = require('node:child_process');
const { rename, rm } = require('node:fs/promises');
const { dest, parallel, series, src } = require('gulp');

/** Built beside dist/ and then put in its place, so that no file of an earlier build stays and none is missing meanwhile. */
const staging = '.build';

const remove = (folder) => rm(folder, { recursive: true, force: true });

const clean = () => remove(staging);

const tsc = require.resolve('typescript/bin/tsc');

const compile = () =>
	spawn(process.execPath, [tsc, '-p', 'tsconfig.json', '--outDir', staging], { stdio: 'inherit' });

const icons = () => src('icons/*.svg', { encoding: false }).pipe(dest(`${staging}/icons`));

/** n8n reads a node's codex file and output schemas from beside its compiled class. */
const codex = () =>
	src(['nodes/**/*.node.json', 'nodes/**/__schema__/**/*.json']).pipe(dest(`${staging}/nodes`));

async function publish() {
	await remove('dist');
	await rename(staging, 'dist');
}

exports.build = series(clean, parallel(compile, icons, codex), publish);
