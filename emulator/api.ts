import type { Server } from 'node:http';
import { createClock } from './clock.ts';
import { createResourceManagerDialect } from './cloud/resourceManager.ts';
import { createServiceUsageDialect } from './cloud/serviceUsage.ts';
import type { Clock } from './clock.ts';
import { createControl } from './control.ts';
import { Faults } from './faults.ts';
import { createGeminiDialect, GEMINI_HOST } from './gemini/index.ts';
import { createJobs, describeTunedModels } from './jobs.ts';
import type { Jobs } from './jobs.ts';
import type { Dialect } from './http.ts';
import { Identities } from './identity.ts';
import type { ServiceAccountKey } from './jwt.ts';
import { createMetadataDialect } from './metadata.ts';
import { createOAuthDialect } from './oauth.ts';
import { Permissions } from './permissions.ts';
import { RateLimiter } from './quota.ts';
import type { Limits } from './quota.ts';
import { seededRandom } from './random.ts';
import { RequestLog } from './requests.ts';
import type { LoggedRequest } from './requests.ts';
import { googleDurations } from './run.ts';
import type { Durations } from './run.ts';
import { createEmulatorServer } from './server.ts';
import { createStorageDialect } from './storage/index.ts';
import { Store } from './store.ts';
import { Traffic } from './traffic.ts';
import type { TrafficFigures } from './traffic.ts';
import {
	createVertexControl,
	describeBatchJobs,
	describeTuningJobs,
	googleBatches,
	googleJobQuota,
	googleVertexDurations,
} from './vertex/control.ts';
import type { VertexControl } from './vertex/control.ts';
import { createVertexDialect } from './vertex/index.ts';
import type { JobQuota, VertexService } from './vertex/method.ts';
import { settle } from './vertex/scheduler.ts';
import type { VertexDurations } from './vertex/tables.ts';

export interface EmulatorOptions {
	/** 0, the default, uses a free port. */
	port?: number;
	/** `held`: only `advance` moves the time. Otherwise jobs run `speed` (default 1) times as fast as real time. */
	clock?: 'held' | { speed: number };
	/** Start of the emulator's time, in milliseconds since 1970 (default: now). */
	startAt?: number;
	/** Durations of the training. Members that are missing get Google's measured durations. */
	durations?: Partial<Durations>;
	/** The same for Vertex AI's jobs and operations. */
	vertexDurations?: Partial<VertexDurations>;
	/** How many tuning jobs of a project Vertex AI runs at once, and what happens to further jobs. */
	jobQuota?: Partial<JobQuota>;
	/** Makes generated IDs repeatable. */
	seed?: number;
}

/** A running emulator of Google. */
export interface Emulator {
	/** `http://127.0.0.1:PORT` */
	readonly url: string;
	/** A service account's access token with all permissions in any project. */
	readonly accessToken: string;
	/** An API key of `project`. */
	readonly apiKey: string;
	/** A throw-away key of the same service account. */
	readonly serviceAccountKey: ServiceAccountKey;
	/** ID of the project of these three credentials. */
	readonly project: string;
	/** The token endpoint, in the form of key files. */
	readonly tokenUri: string;
	readonly clock: Clock;
	readonly requests: { list(): readonly LoggedRequest[]; clear(): void };
	/** Statistics of the requests to generate content. */
	readonly traffic: { figures(): TrafficFigures; clear(): void };
	readonly faults: Pick<Faults, 'add' | 'remove' | 'clear' | 'list'>;
	readonly limits: { readonly limits: Limits; set(limits: Limits, now?: number): void };
	/** Projects, callers, tokens and keys. */
	readonly identities: Identities;
	/** Permissions on projects and buckets. Callers can do everything until their first grant. */
	readonly permissions: Permissions;
	/** Durations, quota and rare states of Vertex AI's jobs. */
	readonly vertex: VertexControl;
	/** Durations of jobs created from now on. Tests may change them. */
	readonly durations: Durations;
	readonly jobs: Jobs;
	/** A snapshot of everything, for assertions. */
	state(): unknown;
	/** Resets everything except the time and the first three credentials. */
	reset(): void;
	close(): Promise<void>;
}

const PROJECT = { id: 'emulator-project', number: '528811260437' };
const ACCOUNT = `emulator@${PROJECT.id}.iam.gserviceaccount.com`;
const TEN_YEARS_IN_SECONDS = 315_360_000;

/** Starts an emulator on 127.0.0.1. Call `close` at the end. */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
	const time = createClock(options.clock === 'held' ? 'held' : (options.clock?.speed ?? 1), options.startAt);
	const random = options.seed === undefined ? Math.random : seededRandom(options.seed);
	const identities = new Identities(random);
	const store = new Store();
	const permissions = new Permissions();
	const faults = new Faults();
	const limiter = new RateLimiter();
	const requests = new RequestLog();
	const traffic = new Traffic();
	const durations: Durations = { ...googleDurations, ...options.durations };
	const clock: Clock = {
		...time,
		advance(ms) {
			time.advance(ms);
			// Due events see the state before a test changes it.
			settle(vertex, time.now());
		},
	};
	const vertex: VertexService = {
		store,
		clock,
		random,
		identities,
		permissions,
		durations: { ...googleVertexDurations, ...options.vertexDurations },
		quota: { ...googleJobQuota, ...options.jobQuota },
		batches: { ...googleBatches },
		failingLine: (line) => faults.failingLine(line),
	};
	const vertexControl = createVertexControl(vertex);
	const geminiJobs = createJobs(store, clock);

	const dialects: readonly Dialect[] = [
		createGeminiDialect({ store, clock, random, durations }, identities),
		createVertexDialect(vertex),
		createStorageDialect({ tables: store.storage, identities, permissions, random }, clock, (now) =>
			settle(vertex, now),
		),
		createResourceManagerDialect({ identities, permissions }),
		createServiceUsageDialect({ identities, permissions }),
		createOAuthDialect(identities),
		createMetadataDialect(identities, { email: ACCOUNT, project: PROJECT.id }),
	];
	const control = createControl(() => emulator);
	const server = createEmulatorServer({
		defaultHost: GEMINI_HOST,
		dialects,
		clock,
		faults,
		limiter,
		requests,
		traffic,
		control,
	});
	const url = await listen(server, options.port ?? 0);
	const tokenUri = `${url}/oauth2.googleapis.com/token`;
	const account = { email: ACCOUNT, homeProject: PROJECT.id, admin: true };
	identities.projects.set(PROJECT.id, { ...PROJECT, disabledServices: [] });
	const accessToken = identities.issueToken({ ...account, expiresInSeconds: TEN_YEARS_IN_SECONDS });
	const apiKey = identities.issueApiKey(PROJECT.id);
	const serviceAccountKey = await identities.issueServiceAccountKey(account, tokenUri);
	const restoreIdentities = identities.save();

	const emulator: Emulator = {
		url,
		accessToken,
		apiKey,
		serviceAccountKey,
		project: PROJECT.id,
		tokenUri,
		clock,
		requests,
		traffic,
		faults,
		limits: {
			get limits() {
				return limiter.limits;
			},
			set: (limits, now = clock.rateTime()) => limiter.set(limits, now),
		},
		identities,
		permissions,
		durations,
		vertex: vertexControl,
		jobs: {
			change: (id, action, how) =>
				(vertexControl.has(id) ? vertexControl : geminiJobs).change(id, action, how),
		},
		state: () => ({
			time: new Date(clock.now()).toISOString(),
			projects: [...identities.projects.values()],
			callers: [...identities.callers.values()],
			permissions: permissions.list(),
			tunedModels: describeTunedModels(store, clock.now()),
			tuningJobs: describeTuningJobs(vertex, clock.now()),
			batchJobs: describeBatchJobs(vertex, clock.now()),
			buckets: [...store.storage.buckets.values()].map(({ name, project, location }) => ({
				name,
				project,
				location,
			})),
			faults: faults.list(),
			limits: limiter.limits,
			durations,
		}),
		reset() {
			store.clear();
			restoreIdentities();
			permissions.clear();
			faults.clear();
			requests.clear();
			traffic.clear();
			limiter.set({}, clock.rateTime());
			Object.assign(durations, googleDurations, options.durations);
			Object.assign(vertex.durations, googleVertexDurations, options.vertexDurations);
			Object.assign(vertex.quota, googleJobQuota, options.jobQuota);
			Object.assign(vertex.batches, googleBatches);
		},
		close: () =>
			new Promise((resolve) => {
				server.close(() => resolve());
				server.closeAllConnections();
			}),
	};
	return emulator;
}

function listen(server: Server, port: number): Promise<string> {
	return new Promise((resolve, reject) => {
		server.once('error', reject);
		server.listen(port, '127.0.0.1', () => {
			const address = server.address();
			const taken = typeof address === 'object' && address !== null ? address.port : port;
			resolve(`http://127.0.0.1:${taken}`);
		});
	});
}
