import type { N8nContext } from './context';

/** The same context, whose requests n8n stops with the given signal. The caller links it to the execution's own. */
export function withCancelSignal(context: N8nContext, signal: AbortSignal): N8nContext {
	return Object.assign(Object.create(context), { getExecutionCancelSignal: () => signal });
}
