import { NodeOperationError, sleep } from 'n8n-workflow';
import type { N8nContext } from './context';

/** The signal that fires when the execution is stopped; polls and list searches have none. */
export function cancelSignal(context: N8nContext): AbortSignal | undefined {
	return 'getExecutionCancelSignal' in context ? context.getExecutionCancelSignal() : undefined;
}

/** @throws NodeOperationError once the execution has been stopped; n8n knows by the word "canceled" what it means */
export function throwIfCancelled(context: N8nContext): void {
	if (!cancelSignal(context)?.aborted) return;
	throw new NodeOperationError(context.getNode(), 'The execution was canceled');
}

/**
 * Waits some milliseconds, but no longer than the execution runs.
 *
 * @throws NodeOperationError when the execution is stopped before or meanwhile
 */
export function cancellableSleep(context: N8nContext): (milliseconds: number) => Promise<void> {
	return async (milliseconds) => {
		throwIfCancelled(context);
		// Rejects only when the signal fires.
		await sleep(milliseconds, cancelSignal(context)).catch(() => throwIfCancelled(context));
	};
}
