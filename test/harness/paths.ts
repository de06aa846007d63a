import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The root of the repository; works from any folder inside it. */
export function repositoryRoot(from = process.cwd()): string {
	if (existsSync(join(from, 'test', 'harness', 'install.mjs'))) return from;
	const parent = dirname(from);
	if (parent === from) throw new Error('Run this from inside the repository');
	return repositoryRoot(parent);
}

/** A path below this folder, test/harness. */
export function here(...names: string[]): string {
	return join(repositoryRoot(), 'test', 'harness', ...names);
}

/** The script of n8n's command, for Node. */
export function n8nScript(): string {
	return here('node_modules', 'n8n', 'bin', 'n8n');
}
