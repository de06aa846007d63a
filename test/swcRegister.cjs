/** Lets a plain Node process require this package's TypeScript, as jest does. */
const { readFileSync } = require('node:fs');
const { Module } = require('node:module');
const { transformSync } = require('@swc/core');

const options = {
	jsc: { target: 'es2023', parser: { syntax: 'typescript' } },
	module: { type: 'commonjs' },
};

Module._extensions['.ts'] = (module, filename) => {
	const { code } = transformSync(readFileSync(filename, 'utf8'), { ...options, filename });
	module._compile(code, filename);
};
