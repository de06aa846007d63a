import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { here, repositoryRoot } from '../test/n8n/paths.ts';
import type { Measurement } from './measurement.ts';
import { median } from './measurement.ts';

const runs = 20;

/** Prints the milliseconds that requiring argv[2] takes once n8n-workflow is loaded, as it is inside n8n. */
const script = `
	require('n8n-workflow');
	const start = process.hrtime.bigint();
	require(process.argv[1]);
	process.stdout.write(String(Number(process.hrtime.bigint() - start) / 1e6));
`;

/** How long n8n's start takes longer for this package, beside n8n's own HTTP Request node; fresh processes in turn. */
export async function measureStartup(): Promise<Measurement[]> {
	const n8n = here('node_modules');
	const contestants = {
		'n8n-nodes-gemini-tuning': join(repositoryRoot(), 'dist', 'index.js'),
		'HTTP Request node': join(n8n, 'n8n-nodes-base/dist/nodes/HttpRequest/HttpRequest.node.js'),
	};
	const times = Object.keys(contestants).map((): number[] => []);
	for (let run = 0; run < runs; run++) {
		Object.values(contestants).forEach((file, index) => times[index]?.push(requireInFreshProcess(file, n8n)));
	}
	return Object.keys(contestants).map((contestant, index) => ({
		name: 'startup',
		contestant,
		seconds: median(times[index] ?? []) / 1000,
		floorSeconds: null,
	}));
}

function requireInFreshProcess(file: string, modules: string): number {
	const printed = execFileSync(process.execPath, ['--eval', script, file], {
		encoding: 'utf8',
		cwd: join(modules, '..'),
		env: { NODE_PATH: modules },
	});
	return Number(printed);
}
