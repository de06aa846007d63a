import { join } from 'node:path';
import { answers, startChild, untilReady } from './child.ts';
import { n8nEnvironment } from './environment.ts';
import { temporaryFolder } from './leftovers.ts';
import type { N8nOptions } from './n8n.ts';
import { n8nScript } from './paths.ts';
import { freePort } from './ports.ts';
import { programPath } from './programs.ts';

export interface Redis {
	/** Environment of `startN8n` and `startWorker`: executions are queued here and run by workers. */
	env: Record<string, string>;
	stop(): Promise<void>;
}

/** The path of redis-server; undefined if it is missing, so that tests can be skipped. */
export function redisPath(): string | undefined {
	return programPath('redis-server');
}

export async function startRedis(): Promise<Redis> {
	const port = await freePort();
	const folder = temporaryFolder('redis');
	const child = await startChild(
		redisPath() ?? 'redis-server',
		['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'],
		{ env: {}, logFile: join(folder.path, 'redis.log') },
	);
	await untilReady('Redis', child, () => child.log().includes('Ready to accept connections'));
	return {
		env: {
			EXECUTIONS_MODE: 'queue',
			QUEUE_BULL_REDIS_HOST: '127.0.0.1',
			QUEUE_BULL_REDIS_PORT: String(port),
		},
		async stop() {
			await child.end('SIGTERM');
			folder.remove();
		},
	};
}

export interface Worker {
	pid: number;
	log(): string;
	stop(): Promise<void>;
	/** kill -9; resolves once the process is gone. */
	kill(): Promise<void>;
}

/** Starts a worker on the data of a main n8n, which has to run in queue mode, too. */
export async function startWorker(options: N8nOptions): Promise<Worker> {
	const port = await freePort();
	const health = { QUEUE_HEALTH_CHECK_ACTIVE: 'true', QUEUE_HEALTH_CHECK_PORT: String(port) };
	const child = await startChild(process.execPath, [n8nScript(), 'worker', '--concurrency=2'], {
		env: { ...n8nEnvironment(options, await freePort()), ...health },
		logFile: join(options.userFolder, 'worker.log'),
	});
	await untilReady(
		'n8n worker',
		child,
		async () => await answers(`http://127.0.0.1:${port}/healthz/readiness`),
	);
	return {
		pid: child.pid,
		log: () => child.log(),
		stop: async () => await child.end('SIGTERM'),
		kill: async () => await child.end('SIGKILL'),
	};
}
