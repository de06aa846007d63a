import { ManualExecutionCancelledError, sleep } from 'n8n-workflow';
import type { N8nContext } from './connect';

/** The signal that fires when the execution is stopped; polls and list searches have none. */
function cancelSignal(context: N8nContext): AbortSignal | undefined {
	return 'getExecutionCancelSignal' in context ? context.getExecutionCancelSignal() : undefined;
}

/** @throws ManualExecutionCancelledError once the execution has been stopped */
export function throwIfCancelled(context: N8nContext): void {
	if (cancelSignal(context)?.aborted) throw new ManualExecutionCancelledError(context.getExecutionId() ?? '');
}

/**
 * Waits some milliseconds, but no longer than the execution runs.
 *
 * @throws ManualExecutionCancelledError when the execution is stopped before or meanwhile
 */
export function cancellableSleep(context: N8nContext): (milliseconds: number) => Promise<void> {
	return async (milliseconds) => {
		throwIfCancelled(context);
		const signal = cancelSignal(context);
		await (signal ? orAborted(sleep(milliseconds), signal) : sleep(milliseconds));
		throwIfCancelled(context);
	};
}

async function orAborted(waiting: Promise<void>, signal: AbortSignal): Promise<void> {
	const listening = new AbortController();
	const aborted = new Promise<void>((resolve) => {
		signal.addEventListener('abort', () => resolve(), { signal: listening.signal });
	});
	await Promise.race([waiting, aborted]);
	listening.abort();
}
