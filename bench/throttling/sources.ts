/** Lets Node import the package's own TypeScript, which has no file endings in its imports and needs no build this way. */
import { existsSync, readFileSync } from 'node:fs';
import { registerHooks, stripTypeScriptTypes } from 'node:module';
import { fileURLToPath } from 'node:url';

registerHooks({
	resolve(specifier, context, next) {
		const isOurs = specifier.startsWith('.') && context.parentURL?.includes('/nodes/shared/');
		const url = isOurs ? new URL(`${specifier}.ts`, context.parentURL) : undefined;
		return url && existsSync(url) ? { url: url.href, shortCircuit: true } : next(specifier, context);
	},
	load(url, context, next) {
		if (!/\/nodes\/shared\/.*\.ts$/.test(url)) return next(url, context);
		const source = stripTypeScriptTypes(readFileSync(fileURLToPath(url), 'utf8'), { mode: 'transform' });
		return { format: 'module', source, shortCircuit: true };
	},
});
