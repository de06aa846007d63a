import { ConnectionError, GoogleApiError } from '../errors';
import type { Reader } from '../shape';
import { httpStatusOf } from '../status';
import type { Calls } from './calls';
import { urlOf } from './calls';
import type { Operation } from './wire';
import { operation as operationReader } from './wire';

const firstPauseMs = 1_000;
const longestPauseMs = 15_000;
const growth = 1.5;
/** Together about ten minutes. */
const mostLooks = 45;

/**
 * Waits until a long-running operation has ended, well or not.
 *
 * @throws ConnectionError when it goes on after about ten minutes
 */
export async function waitFor<T extends object>(
	calls: Calls,
	operation: Operation<T>,
	reader: Reader<Operation<T>>,
): Promise<Operation<T>> {
	let current = operation;
	let pauseMs = firstPauseMs;
	for (let looks = 0; !current.done && looks < mostLooks; looks++) {
		await calls.sleep(pauseMs);
		pauseMs = Math.min(pauseMs * growth, longestPauseMs);
		current = await calls.http({ method: 'GET', url: urlOf(calls, operation.name) }, reader);
	}
	if (current.done) return current;
	throw new ConnectionError(`The operation '${operation.name}' has not ended after ten minutes`);
}

/**
 * Waits until a long-running operation has succeeded.
 *
 * @throws GoogleApiError when it failed
 * @throws ConnectionError when it goes on after about ten minutes
 */
export async function settle(calls: Calls, operation: Operation): Promise<void> {
	const { error } = await waitFor(calls, operation, operationReader);
	if (error) throw new GoogleApiError(httpStatusOf(error), error);
}
