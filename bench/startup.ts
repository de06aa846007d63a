import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { here, repositoryRoot } from '../test/harness/paths.ts';
import type { Measurement } from './measurement.ts';
import { measurement, median } from './measurement.ts';
import { inTurns } from './turns.ts';

const run = promisify(execFile);

const rounds = 20;

/** Prints the milliseconds for requiring a file after its n8n-workflow is loaded, as inside n8n. */
const script = `
	const file = process.argv[1];
	require('node:module').createRequire(file)('n8n-workflow');
	const start = process.hrtime.bigint();
	require(file);
	process.stdout.write(String(Number(process.hrtime.bigint() - start) / 1e6));
`;

/** How much longer n8n's start takes with this package, beside n8n's own HTTP Request node. Fresh processes alternate. */
export async function measureStartup(): Promise<Measurement[]> {
	const contestants = {
		'n8n-nodes-gemini-tuning': join(repositoryRoot(), 'dist', 'index.js'),
		'HTTP Request node': here('node_modules/n8n-nodes-base/dist/nodes/HttpRequest/HttpRequest.node.js'),
	};
	const times = await inTurns(
		Object.entries(contestants),
		() => rounds,
		async ([, file]) => await requireInFreshProcess(file),
	);
	return times.map(([[contestant], milliseconds]) =>
		measurement('startup', contestant, { seconds: median(milliseconds) / 1000 }),
	);
}

async function requireInFreshProcess(file: string): Promise<number> {
	const { stdout } = await run(process.execPath, ['--eval', script, file]);
	return Number(stdout);
}
