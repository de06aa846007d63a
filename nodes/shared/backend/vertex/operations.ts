import { backoffMs, operationPollPolicy } from '../../domain/retryPolicy';
import { ConnectionError, GoogleApiError } from '../errors';
import type { Reader } from '../shape';
import { httpStatusOf } from '../status';
import type { Calls } from './calls';
import { urlOf } from './calls';
import type { Operation } from './wire';
import { operation as operationReader } from './wire';

/**
 * Waits until a long-running operation has finished, with success or with an error. Polls by `operationPollPolicy`.
 *
 * @throws ConnectionError at once for an answer that isn't this operation, and when it goes on after about ten minutes
 */
export async function waitFor<T extends object>(
	calls: Calls,
	operation: Operation<T>,
	reader: Reader<Operation<T>>,
): Promise<Operation<T>> {
	let current = requireOperation(operation);
	const { name } = current;
	for (let polls = 1; !current.done && polls <= operationPollPolicy.maximumAttempts; polls++) {
		await calls.sleep(backoffMs(operationPollPolicy, polls, calls.random));
		const answer = await calls.http({ method: 'GET', url: urlOf(calls, name) }, reader);
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
function requireOperation<T extends object>(answer: Operation<T>, wanted?: string): Operation<T> {
	const { name } = answer;
	if (operationPattern.test(name) && (wanted === undefined || belowProject(name) === belowProject(wanted)))
		return answer;
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
	const { error } = await waitFor(calls, operation, operationReader);
	if (error) throw new GoogleApiError(httpStatusOf(error), error);
}
