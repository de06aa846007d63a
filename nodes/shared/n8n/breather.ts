import type { N8nContext } from './context';
import { cancellableSleep } from './sleep';

/** n8n answers nobody, and loses its database, while a node goes through thousands of items without a pause. */
const longestRunMs = 20;

/**
 * For loops over many items: pauses when the last pause is some time ago, so that n8n and its other executions go on.
 *
 * @throws NodeOperationError when the execution is stopped meanwhile
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
