import { ConnectionError, GoogleApiError } from '../errors';
import type { Calls } from './calls';
import { urlOf } from './calls';
import type { Operation } from './wire';

const firstPauseMs = 1_000;
const longestPauseMs = 15_000;
const growth = 1.5;
/** Together about ten minutes. */
const mostLooks = 45;

/** gRPC codes of a failed operation as the HTTP statuses that Google gives them. */
const httpStatuses: Record<number, number> = {
	1: 499,
	3: 400,
	4: 504,
	5: 404,
	6: 409,
	7: 403,
	8: 429,
	9: 400,
	10: 409,
	11: 400,
	12: 501,
	14: 503,
	16: 401,
};

/**
 * Waits until a long-running operation has ended, well or not.
 *
 * @throws ConnectionError when it goes on after about ten minutes
 */
export async function waitFor<T extends object>(
	calls: Calls,
	operation: Operation<T>,
): Promise<Operation<T>> {
	let current = operation;
	let pauseMs = firstPauseMs;
	for (let looks = 0; !current.done && looks < mostLooks; looks++) {
		await calls.sleep(pauseMs);
		pauseMs = Math.min(pauseMs * growth, longestPauseMs);
		current = await calls.http<Operation<T>>({ method: 'GET', url: urlOf(calls, operation.name ?? '') });
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
	const { error } = await waitFor(calls, operation);
	if (error) throw new GoogleApiError(httpStatuses[error.code ?? 0] ?? 500, error);
}
