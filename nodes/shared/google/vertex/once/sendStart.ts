/** Sends the request that starts a paid job. Accepts only a response with the name of a job of this project and location. */

import { isProvenRefusal } from '../../http/provenRefusal';
import type { Reader } from '../../http/shape';
import { attempt, parseJson } from '../../http/shape';
import type { CreationCalls } from './attempts';
import { urlOf } from '../calls';
import { startTimeoutMs } from './lease';
import type { CreatedKind } from '../resourceNames';
import { isOwnName, placeName, withOwnProject } from '../resourceNames';
import { isLost, UnprovenAnswerError } from './startOnce';
import { refusalOf } from '../storage/storageCalls';

export interface StartRequest {
	/** Path after the location, such as `tuningJobs`. */
	path: string;
	body: object;
	/** Kind of the name in the response. */
	kind: CreatedKind;
}

/**
 * Sends the request once, without retries.
 *
 * @returns the body; its `name` fits this project and location
 * @throws UnprovenAnswerError for a redirect, an error that isn't Google's own, or a body without such a name
 * @throws GoogleApiError for an error from Google, and for 408 and 500 or above
 * @throws ConnectionError when no response arrived
 */
export async function sendStart<T extends { name?: string }>(
	calls: CreationCalls,
	{ path, body, kind }: StartRequest,
	reader: Reader<T>,
): Promise<T & { name: string }> {
	const response = await calls.storage.raw({
		method: 'POST',
		url: urlOf(calls, `${placeName(calls.place)}/${path}`),
		headers: { accept: 'application/json', 'content-type': 'application/json' },
		body: Buffer.from(JSON.stringify(body)),
		timeoutMs: startTimeoutMs,
	});
	const { status, text } = response;
	if (status >= 400) throw proven(refusalOf(response));
	const parsed = attempt(reader, parseJson(text));
	if (status >= 300 || !('read' in parsed)) throw new UnprovenAnswerError(status);
	const { name } = parsed.read;
	if (!isOwnName(name, calls.place, kind)) throw new UnprovenAnswerError(status);
	return { ...parsed.read, name };
}

function proven(error: Error & { httpStatus: number }): Error {
	return isProvenRefusal(error) || isLost(error) ? error : new UnprovenAnswerError(error.httpStatus);
}

/**
 * Reads the job of a response by its name. Any project number fits a project ID, so a gateway could return another project's job.
 *
 * @param read reads a name that contains the project as the user entered it
 * @returns undefined when the name contains the user's project, or when reading fails: a running job must not be hidden
 * @throws UnprovenAnswerError when the project doesn't have this job
 */
export async function readBack<T>(
	{ place }: CreationCalls,
	name: string,
	read: (own: string) => Promise<T>,
): Promise<T | undefined> {
	const own = withOwnProject(name, place);
	if (own === name) return undefined;
	return await read(own).catch((error: unknown) => {
		if (isProvenRefusal(error, 404)) throw new UnprovenAnswerError(200);
		return undefined;
	});
}
