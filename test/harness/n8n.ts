import { join } from 'node:path';
import { answers, startChild, untilReady } from './child.ts';
import { n8nEnvironment, workingFolders } from './environment.ts';
import { n8nScript } from './paths.ts';
import { freePort } from './ports.ts';
import type { Database } from './postgres.ts';
import type { Rest } from './rest.ts';
import { connectRest } from './rest.ts';

export interface N8nOptions {
	/** The place of n8n's own data. */
	database: Database;
	/** N8N_USER_FOLDER: n8n loads the packages in its .n8n/nodes. */
	userFolder: string;
	/** Added to the environment; replaces existing values. */
	env?: Record<string, string>;
	/** The result of startMitmProxy: n8n then reaches Google's hosts through it, and no other host. */
	proxy?: { env: Record<string, string> };
}

export interface N8n {
	url: string;
	pid: number;
	/** Signed in as the owner. */
	rest: Rest;
	/** The folder that workflows may read and write files in. */
	files: string;
	/** The complete log in this user folder. */
	log(): string;
	/** SIGTERM: n8n finishes its running executions. */
	stop(): Promise<void>;
	/** kill -9; resolves once the process is gone. */
	kill(): Promise<void>;
}

/** Starts n8n and waits until it responds and its owner is signed in. */
export async function startN8n(options: N8nOptions): Promise<N8n> {
	const port = await freePort();
	const url = `http://127.0.0.1:${port}`;
	const child = await startChild(process.execPath, [n8nScript(), 'start'], {
		env: { ...n8nEnvironment(options, await freePort()), N8N_PORT: String(port) },
		logFile: join(options.userFolder, 'n8n.log'),
	});
	// /healthz responds seconds before n8n is usable.
	await untilReady(
		'n8n',
		child,
		async () => (await answers(`${url}/healthz/readiness`)) && (await answers(`${url}/rest/settings`)),
	);
	return {
		url,
		pid: child.pid,
		rest: await connectRest(url, options.database),
		files: workingFolders(options.userFolder).files,
		log: () => child.log(),
		stop: async () => await child.end('SIGTERM'),
		kill: async () => await child.end('SIGKILL'),
	};
}
