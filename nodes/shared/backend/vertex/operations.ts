import { ConnectionError, GoogleApiError } from '../errors';
import { fieldsOf } from '../parseJson';
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
 * @throws ConnectionError at once for an answer that isn't this operation, and when it goes on after about ten minutes
 */
export async function waitFor<T extends object>(
	calls: Calls,
	operation: Operation<T>,
): Promise<Operation<T>> {
	let current = requireOperation(operation);
	const { name } = current;
	let pauseMs = firstPauseMs;
	for (let looks = 0; !current.done && looks < mostLooks; looks++) {
		await calls.sleep(pauseMs);
		pauseMs = Math.min(pauseMs * growth, longestPauseMs);
		const answer = await calls.http<Operation<T>>({ method: 'GET', url: urlOf(calls, name) });
		current = requireOperation(answer, name);
	}
	if (current.done) return current;
	throw new ConnectionError(`The operation '${name}' has not ended after ten minutes`);
}

/**
 * An answer as an operation, which a gateway's answer may not be.
 *
 * @param wanted the operation's name; any when absent. Project ID and number count as the same.
 */
function requireOperation<T extends object>(
	answer: Operation<T>,
	wanted?: string,
): Operation<T> & { name: string } {
	const { name } = fieldsOf(answer);
	if (typeof name === 'string' && operationPattern.test(name)) {
		if (wanted === undefined || belowProject(name) === belowProject(wanted)) return { ...answer, name };
	}
	throw new ConnectionError(
		wanted === undefined
			? "The response of Vertex AI isn't an operation: whether the request was carried out isn't certain"
			: `The response of Vertex AI isn't the operation '${wanted}'`,
	);
}

const operationPattern =
	/^projects\/[\w.:-]+\/locations\/[a-z0-9-]+\/(?:[a-zA-Z]+\/[\w-]+\/)?operations\/[\w-]+$/;

function belowProject(name: string): string {
	return name.replace(/^projects\/[^/]+\//, '');
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
