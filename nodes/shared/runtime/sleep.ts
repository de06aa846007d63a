import { NodeOperationError, sleep } from 'n8n-workflow';
import type { N8nContext } from './context';

/** The signal that fires when the execution is stopped; polls and list searches have none. */
export function cancelSignal(context: N8nContext): AbortSignal | undefined {
	return 'getExecutionCancelSignal' in context ? context.getExecutionCancelSignal() : undefined;
}

/** One error per signal: it ends hundreds of requests together, and n8n copies the node into each new error. */
const cancellations = new WeakMap<AbortSignal, NodeOperationError>();

/** @throws NodeOperationError once the execution has been stopped; n8n recognizes it by the word "canceled" */
export function throwIfCancelled(context: N8nContext): void {
	const signal = cancelSignal(context);
	if (!signal?.aborted) return;
	const error =
		cancellations.get(signal) ?? new NodeOperationError(context.getNode(), 'The execution was canceled');
	cancellations.set(signal, error);
	throw error;
}

/**
 * Returns a function that waits some milliseconds.
 *
 * @throws NodeOperationError when the execution has been stopped or is stopped during the wait
 */
export function cancellableSleep(context: N8nContext): (milliseconds: number) => Promise<void> {
	return async (milliseconds) => {
		throwIfCancelled(context);
		// Rejects only when the signal fires.
		await sleep(milliseconds, cancelSignal(context)).catch(() => throwIfCancelled(context));
	};
}
