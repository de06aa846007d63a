import { backoffMs, operationPollPolicy } from '../../domain/retryPolicy';
import { ConnectionError, GoogleApiError } from '../http/googleErrors';
import type { Reader } from '../http/shape';
import { httpStatusOf } from '../http/status';
import type { Calls } from './calls';
import { urlOf } from './calls';
import type { Operation } from './vertexWire';
import { operation as operationReader } from './vertexWire';

/**
 * Waits until a long-running operation has succeeded or failed. Polls by `operationPollPolicy`.
 *
 * @throws ConnectionError for a response that isn't this operation, and after about ten minutes
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
		const response = await calls.http({ method: 'GET', url: urlOf(calls, name) }, reader);
		current = requireOperation(response, name);
	}
	if (current.done) return current;
	throw new ConnectionError(`The operation '${name}' hasn't finished after ten minutes`);
}

/**
 * Checks that a response is an operation: a gateway can return anything.
 *
 * @param wanted the operation's name; any when absent. Project ID and number count as the same.
 */
function requireOperation<T extends object>(response: Operation<T>, wanted?: string): Operation<T> {
	const { name } = response;
	if (operationPattern.test(name) && (wanted === undefined || belowProject(name) === belowProject(wanted)))
		return response;
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
 * @throws ConnectionError after about ten minutes
 */
export async function settle(calls: Calls, operation: Operation): Promise<void> {
	const { error } = await waitFor(calls, operation, operationReader);
	if (error) throw new GoogleApiError(httpStatusOf(error), error);
}
