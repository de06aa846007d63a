import { creationKey } from '../../../domain/creationId';
import { ConfigurationError, UnclearStartError } from '../../http/googleErrors';
import type { Calls } from '../calls';
import type { Named, OnceOptions, StartJob } from './startOnce';
import { startOnce } from './startOnce';
import type { StorageOptions } from '../storage/storageCalls';
import type * as wire from '../vertexWire';

/** After this many failed jobs, another attempt is unlikely to succeed. */
const mostAttempts = 100;

export interface CreationCalls extends Calls {
	storage: StorageOptions;
	/** Monotonic clock in milliseconds. */
	now: () => number;
	/** Creates a unique ID. */
	newId: () => string;
}

/** A kind of job: tuning job or batch job. */
export interface Kind<J extends Named> {
	/** Lists the jobs and returns a lookup by the key in their label. */
	finder: () => Promise<(key: string) => Promise<J | undefined>>;
	/** Reads a job by the name from its start; undefined when the project doesn't have it. */
	read: OnceOptions<J>['read'];
	/** Whether a name fits such a job, or the operation that creates it, in this project and location. */
	isOwn: (name: string) => boolean;
	words: KindWords;
	/** Whether a job allows another attempt. */
	isSpent: (job: J) => Promise<boolean>;
}

/** Names of a kind of job for messages. */
interface KindWords {
	/** `tuning job` or `batch job`. */
	job: string;
	/** Label that contains the idempotency key. */
	label: string;
	/** Page of the Google Cloud console that lists the jobs. */
	listUrl: string;
}

/** One creation of a job. */
export interface Task<J extends Named = wire.TuningJob> {
	/** Content of the idempotency key, without the attempt. */
	identity: Record<string, unknown>;
	/** Bucket that contains its leases. */
	bucket: string;
	/** Runs once before the first start, and not at all if a job is found without a lease. */
	prepare: () => Promise<StartJob<J>>;
	/** The most likely meaning of a 404 without a google.rpc.Status. */
	bare404?: ConfigurationError;
}

export interface Created<J> {
	job: J;
	/** Whether an existing job was found and none was started. */
	reused: boolean;
	/** Counts from 1. */
	attempt: number;
}

/**
 * Starts a job, or reuses the one of an equal creation: each repeat computes the same idempotency key. Only a spent job, which has no
 * model and gets none, allows the next attempt, with its own key. See `startOnce` for the method and its remaining risks.
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
		const { job, reused } = known
			? { job: known, reused: true }
			: await startOnce(
					{
						...calls.storage,
						now: calls.now,
						owner: calls.newId(),
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
		if (!reused || !(await kind.isSpent(job))) return { job, reused, attempt };
	}
	throw new ConfigurationError(
		`${mostAttempts} earlier jobs for the same data and settings failed, were canceled, or had their results deleted`,
		'Find out why they failed before you create another one.',
	);
}

function toUnclear({ job, label, listUrl }: KindWords, key: string, httpStatus: number): UnclearStartError {
	const reason =
		httpStatus < 300
			? `the response doesn't name a ${job} of this project and location`
			: `the response has HTTP status ${httpStatus} and no error of Google's own`;
	return new UnclearStartError(
		`It isn't certain whether Vertex AI started the ${job}: ${reason}`,
		`A ${job} may exist and cost money. Look for the label '${label}: ${key}' at ${listUrl} or with 'Get Many' in Gemini Tuned Model. Check the API Endpoint of the credential and any proxy, then run this again with the same settings: the node reuses the job when Google lists it, and starts another one only if none is listed ten minutes after this attempt.`,
	);
}
