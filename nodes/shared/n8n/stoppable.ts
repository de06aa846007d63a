import type { N8nContext } from './context';
import { cancelSignal } from './sleep';

/** The same context, whose requests stop with a signal of their own, too. */
export function stoppable(context: N8nContext, signal: AbortSignal): N8nContext {
	const cancelled = cancelSignal(context);
	const either = cancelled ? AbortSignal.any([cancelled, signal]) : signal;
	return Object.assign(Object.create(context), { getExecutionCancelSignal: () => either });
}
