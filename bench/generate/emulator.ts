import { dirname, join } from 'node:path';
import type { Fault } from '../../emulator/faults.ts';
import type { Limits } from '../../emulator/quota.ts';
import type { TrafficFigures } from '../../emulator/traffic.ts';
import type { StandInSettings } from './standIn.ts';
import { startChild, untilReady } from '../../test/harness/child.ts';
import { temporaryFolder } from '../../test/harness/leftovers.ts';
import { repositoryRoot } from '../../test/harness/paths.ts';

/** The emulator as the server of a case: its limits and faults. */
export interface ServerSettings {
	faults: readonly Fault[];
	limits?: Limits;
	/** For the other server, `standIn.ts`; the emulator ignores it. */
	standIn?: StandInSettings;
}

/** The emulator or another server in a process of its own, so that it doesn't slow down n8n or this process. */
export interface EmulatorProcess {
	url: string;
	apiKey: string;
	accessToken: string;
	/** Resets the settings and the counters. */
	prepare(settings: ServerSettings): Promise<void>;
	/** Statistics of the calls since the reset. */
	traffic(): Promise<TrafficFigures>;
	stop(): Promise<void>;
}

type Announcement = Pick<EmulatorProcess, 'url' | 'apiKey' | 'accessToken'>;

export async function startEmulatorProcess(): Promise<EmulatorProcess> {
	const { control, announced, stop } = await startServer('emulator/cli.ts');
	return {
		...announced,
		async prepare({ faults, limits = {} }) {
			await control('DELETE', 'faults');
			for (const fault of faults) await control('POST', 'faults', fault);
			await control('POST', 'limits', limits);
			await control('DELETE', 'requests');
			await control('DELETE', 'traffic');
		},
		traffic: async () => await control<TrafficFigures>('GET', 'traffic'),
		stop,
	};
}

/** Starts the other server. */
export async function startStandInProcess(): Promise<EmulatorProcess> {
	const { control, announced, stop } = await startServer('bench/generate/standIn.ts');
	return {
		...announced,
		prepare: async ({ standIn = { latencyMs: 100, networkMs: 0 } }) =>
			await control('POST', 'settings', standIn),
		traffic: async () => await control<TrafficFigures>('GET', 'traffic'),
		stop,
	};
}

async function startServer(path: string) {
	const folder = temporaryFolder('bench-server');
	const script = join(repositoryRoot(), path);
	const child = await startChild(process.execPath, ['--no-warnings', script, '--port', '0'], {
		env: { PATH: dirname(process.execPath), TMPDIR: folder.path },
		logFile: join(folder.path, 'server.log'),
		lastSignal: 'SIGTERM',
	});
	await untilReady('the server', child, () => child.log().includes('\n'));
	const announced: Announcement = JSON.parse(child.log().split('\n')[0] ?? '');
	const control = async <T>(method: string, to: string, body?: object): Promise<T> => {
		const response = await fetch(`${announced.url}/emulator/${to}`, {
			method,
			...(body && { body: JSON.stringify(body) }),
		});
		if (!response.ok) throw new Error(`${method} ${to}: ${await response.text()}`);
		const answer: T = JSON.parse(await response.text());
		return answer;
	};
	const stop = async () => {
		await child.end('SIGTERM');
		folder.remove();
	};
	return { control, announced, stop };
}
