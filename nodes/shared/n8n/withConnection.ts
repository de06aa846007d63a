import { toNodeError } from './errors';
import type { Connection, N8nContext } from './connect';
import { connect } from './connect';

/**
 * Does something with the service, for callers that know no items.
 *
 * @throws NodeApiError or NodeOperationError that says what happened, in which project, and what to do
 */
export async function withConnection<T>(
	ctx: N8nContext,
	run: (connection: Connection) => Promise<T>,
): Promise<T> {
	let project = '';
	try {
		const connection = await connect(ctx);
		project = connection.project;
		return await run(connection);
	} catch (error) {
		throw toNodeError(ctx.getNode(), error, { project });
	}
}
