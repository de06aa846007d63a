import { cpSync, existsSync, statSync, watch } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { startChild, untilReady } from '../../test/harness/child.ts';
import { installUnbuilt } from '../../test/harness/package.ts';
import { repositoryRoot } from '../../test/harness/paths.ts';
import type { Install } from '../demo/stage.ts';

/** The files that n8n reads besides the compiled code, as in gulpfile.js. */
const assets = /(?:\.node\.json|__schema__\/.*\.json|\.svg)$/;

const { resolve } = createRequire(import.meta.url);

/**
 * Installs the package so that each change of its sources reaches n8n. TypeScript builds into the installed package, because
 * n8n resolves no links when it reloads.
 */
export const installWatched: Install = async (userFolder, say, defer) => {
	say('Building n8n-nodes-gemini-tuning');
	const root = repositoryRoot();
	const dist = join(await installUnbuilt(userFolder), 'dist');
	const build = ['-p', join(root, 'tsconfig.json'), '--outDir', dist, '--watch', '--preserveWatchOutput'];
	const logFile = join(userFolder, 'build.log');
	const compiler = await startChild(process.execPath, [resolve('typescript/bin/tsc'), ...build], {
		env: {},
		logFile,
	});
	defer(async () => await compiler.end('SIGTERM'));
	await untilReady('TypeScript', compiler, () => compiler.log().includes('Watching for file changes'));

	for (const folder of ['nodes', 'icons']) {
		const from = join(root, folder);
		cpSync(from, join(dist, folder), {
			recursive: true,
			filter: (path) => statSync(path).isDirectory() || assets.test(path),
		});
		const watcher = watch(from, { recursive: true }, (_, file) => {
			if (file === null || !assets.test(file) || !existsSync(join(from, file))) return;
			cpSync(join(from, file), join(dist, folder, file));
		});
		defer(() => watcher.close());
	}

	let shown = 0;
	const show = () => {
		const log = compiler.log().slice(shown);
		shown += log.length;
		if (log.trim() !== '') say(log.trim());
	};
	show();
	const watcher = watch(logFile, show);
	defer(() => watcher.close());
	return { N8N_DEV_RELOAD: 'true', N8N_RUNNERS_MODE: 'internal' };
};
