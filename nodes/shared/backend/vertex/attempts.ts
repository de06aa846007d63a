import { creationKey } from '../../domain/creationId';
import { ConfigurationError } from '../errors';
import type { Calls } from './calls';
import type { Named, Started } from './once';
import { startOnce } from './once';
import type { StorageOptions } from './storage';
import type * as wire from './wire';

/** With more failed predecessors than this, another attempt will hardly do better. */
const mostAttempts = 100;

export interface CreationCalls extends Calls {
	storage: StorageOptions;
	/** Milliseconds of a clock that never jumps, whatever it counts from. */
	now: () => number;
	/** Makes an ID that nobody else has. */
	newId: () => string;
}

/** What there is to know of a kind of job. */
export interface Kind<J extends Named> {
	/** Looks at the jobs there are by now, and answers what finds the one with a key in its label. */
	finder: () => Promise<(key: string) => Promise<J | undefined>>;
	/** Reads what was started by the name that its start told. */
	read: (name: string) => Promise<J>;
	/** Whether a job makes room for another one. */
	isSpent: (job: J) => Promise<boolean>;
}

/** One creation, whatever it is that starts its job. */
export interface Task<J extends Named = wire.TuningJob> {
	/** What makes it that creation, apart from the attempt. */
	identity: Record<string, unknown>;
	/** Bucket that holds its claims. */
	bucket: string;
	/** Done once before the first job is started, and not at all where a job is adopted without a claim. */
	prepare: () => Promise<StartJob<J>>;
}

/** Sends the request that starts a job with a key in its label. */
export type StartJob<J extends Named = wire.TuningJob> = (key: string) => Promise<Started<J>>;

export interface Created<J> {
	job: J;
	/** True when the job was there already and none was started. */
	adopted: boolean;
	/** Counts from 1. */
	attempt: number;
}

/**
 * Starts a job, or adopts the one that an equal creation started: repeated for whatever reason, from wherever, it arrives at the
 * same key. Only a job that is spent makes room for the next attempt's key. How a job is started once, and what remains, is
 * said at `startOnce`.
 *
 * @throws GoogleApiError, ConnectionError, ConfigurationError
 */
export async function createOnce<J extends Named>(
	calls: CreationCalls,
	kind: Kind<J>,
	task: Task<J>,
): Promise<Created<J>> {
	const findEarlier = await kind.finder();
	let prepared: Promise<StartJob<J>> | undefined;
	for (let attempt = 1; attempt <= mostAttempts; attempt++) {
		const key = creationKey({ ...task.identity, attempt });
		const known = await findEarlier(key);
		const { job, adopted } = known
			? { job: known, adopted: true }
			: await startOnce(
					{
						...calls.storage,
						now: calls.now,
						holder: calls.newId(),
						bucket: task.bucket,
						find: async (wanted) => await (await kind.finder())(wanted),
						start: await (prepared ??= task.prepare()),
						read: kind.read,
					},
					key,
				);
		if (!adopted || !(await kind.isSpent(job))) return { job, adopted, attempt };
	}
	throw new ConfigurationError(
		`${mostAttempts} earlier jobs for the same data and settings failed, were cancelled, or had what they made deleted`,
		'Look at why they failed before creating another one.',
	);
}
