/** A service with leases on held time, for tests of starting a job once. */
import type { Emulator } from '../../../../../emulator/api.ts';
import { startEmulator } from '../../../../../emulator/api.ts';
import { UnclearStartError } from '../../../../../nodes/shared/google/http/googleErrors';
import { ensureBucket } from '../../../../../nodes/shared/google/vertex/storage/buckets.ts';
import { isOwnName } from '../../../../../nodes/shared/google/vertex/resourceNames.ts';
import type {
	OnceOptions,
	Outcome,
	Started,
} from '../../../../../nodes/shared/google/vertex/once/startOnce.ts';
import { startOnce } from '../../../../../nodes/shared/google/vertex/once/startOnce.ts';
import type { TuningJob } from '../../../../../nodes/shared/google/vertex/vertexWire.ts';
import { Simulation } from '../../../../simulation.ts';
import { storageAt } from '../../../../vertexClient.ts';

export const bucket = 'emulator-leases';
export const key = 'k'.repeat(20);
const place = { project: 'emulator-project', location: 'us-central1' };

export let emulator: Emulator;
export let simulation: Simulation;

beforeAll(async () => {
	emulator = await startEmulator({ clock: 'held', seed: 1 });
});

beforeEach(async () => await restart());

afterAll(async () => await emulator.close());

/** Empties the service and starts its time anew. */
export async function restart(): Promise<void> {
	emulator.reset();
	restartTime();
	await ensureBucket(storageAt(emulator), bucket, { project: emulator.project, location: 'us-central1' });
	emulator.requests.clear();
}

/** Starts waiting anew, as after a restart of n8n. */
export function restartTime(): void {
	simulation = new Simulation(emulator.clock);
}

/** Jobs of a service whose list may lag. */
export class Jobs {
	readonly started: TuningJob[] = [];
	readonly #visibleAt = new Map<TuningJob, number>();
	readonly #lagMs: number;

	constructor(lagMs = 0) {
		this.#lagMs = lagMs;
	}

	start(): TuningJob {
		const job = { name: `projects/1/locations/us-central1/tuningJobs/${this.started.length + 1}` };
		this.started.push(job);
		this.#visibleAt.set(job, simulation.now() + this.#lagMs);
		return job;
	}

	readonly find = async () =>
		this.started.find((job) => (this.#visibleAt.get(job) ?? Infinity) <= simulation.now());
	readonly read = async (name: string) => this.started.find((job) => job.name === name);
}

type Start = () => Promise<Started>;

export const promptly =
	(jobs: Jobs): Start =>
	async () => {
		const job = jobs.start();
		return { name: job.name ?? '', job };
	};

export function caller(jobs: Jobs, owner: string, changed: Partial<OnceOptions> = {}): OnceOptions {
	const { raw, origin } = storageAt(emulator);
	return {
		raw: async (request) => await simulation.work(async () => await raw(request)),
		origin,
		sleep: simulation.sleep,
		random: () => 0.5,
		now: simulation.now,
		owner,
		bucket,
		find: jobs.find,
		start: promptly(jobs),
		read: jobs.read,
		isOwn: (name) => isOwnName(name, place, 'tuningJobs'),
		unclear: { toError: (wanted, httpStatus) => new UnclearStartError(`${httpStatus}`, wanted) },
		...changed,
	};
}

export const run = async (options: OnceOptions): Promise<Outcome> =>
	await simulation.until(startOnce(options, key));
