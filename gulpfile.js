const { spawn } = require('node:child_process');
const { rm } = require('node:fs/promises');
const { dest, parallel, series, src } = require('gulp');

const clean = () => rm('dist', { recursive: true, force: true });

/** dist/ has just been removed, so every file is emitted anew. */
const compile = () => spawn(process.execPath, [require.resolve('typescript/bin/tsc'), '--build', '--force', 'tsconfig.json'], { stdio: 'inherit' });

const icons = () => src('icons/*.svg', { encoding: false }).pipe(dest('dist/icons'));

/** n8n reads a node's codex file and output schemas from beside its compiled class. */
const codex = () => src(['nodes/**/*.node.json', 'nodes/**/__schema__/**/*.json']).pipe(dest('dist/nodes'));

exports.build = series(clean, parallel(compile, icons, codex));
