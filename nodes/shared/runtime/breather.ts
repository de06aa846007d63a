import type { N8nContext } from './context';
import { cancellableSleep } from './sleep';

/** n8n serves no requests and loses its database connection while a node processes thousands of items without a pause. */
const longestRunMs = 20;

/**
 * For loops over many items: pauses every 20 milliseconds, so that n8n and its other executions continue.
 *
 * @throws NodeOperationError when the execution is stopped during a pause
 */
export function breather(ctx: N8nContext): () => Promise<void> {
	const sleep = cancellableSleep(ctx);
	let pausedAt = performance.now();
	return async () => {
		if (performance.now() - pausedAt < longestRunMs) return;
		await sleep(1);
		pausedAt = performance.now();
	};
}
