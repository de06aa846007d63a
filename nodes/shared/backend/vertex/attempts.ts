import { creationKey } from '../../domain/creationId';
import { ConfigurationError, UnclearStartError } from '../errors';
import type { Calls } from './calls';
import type { Named, OnceOptions, StartJob } from './once';
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
	/** Reads what was started by the name that its start gave; undefined when the project has nothing of this name. */
	read: OnceOptions<J>['read'];
	/** Whether a name is one that Google gives to such a job, or to the operation that makes it, in this project and location. */
	isOwn: (name: string) => boolean;
	/** For messages. */
	words: KindWords;
	/** Whether a job makes room for another one. */
	isSpent: (job: J) => Promise<boolean>;
}

/** How a kind of job is named, and how a user finds one. */
export interface KindWords {
	/** Such as `tuning job`. */
	job: string;
	/** The label that carries a creation's key. */
	label: string;
	/** Page of the Google Cloud console that lists the jobs. */
	listUrl: string;
}

/** One creation, whatever it is that starts its job. */
export interface Task<J extends Named = wire.TuningJob> {
	/** What makes it that creation, apart from the attempt. */
	identity: Record<string, unknown>;
	/** Bucket that holds its claims. */
	bucket: string;
	/** Done once before the first job is started, and not at all where a job is adopted without a claim. */
	prepare: () => Promise<StartJob<J>>;
	/** What a 404 without a google.rpc.Status most likely means for this creation. */
	bare404?: ConfigurationError;
}

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
						isOwn: kind.isOwn,
						unclear: {
							likelyRefusal: task.bare404 && 404,
							toError: (wanted, httpStatus) =>
								(httpStatus === 404 ? task.bare404 : undefined) ?? toUnclear(kind.words, wanted, httpStatus),
						},
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

function toUnclear({ job, label, listUrl }: KindWords, key: string, httpStatus: number): UnclearStartError {
	const answer =
		httpStatus < 300
			? `the response doesn't name a ${job} of this project and location`
			: `the response has HTTP status ${httpStatus} and no error of Google's own`;
	return new UnclearStartError(
		`It isn't certain whether Vertex AI started the ${job}: ${answer}`,
		`A ${job} may exist and cost money. Look for the label '${label}: ${key}' at ${listUrl} or with 'Get Many' in Gemini Tuned Model. Check the API Endpoint of the credential and any proxy, then run this again with the same settings: the node reuses the job when Google lists it, and starts another one only if none is listed ten minutes after this attempt.`,
	);
}
