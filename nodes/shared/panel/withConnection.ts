import type { ILoadOptionsFunctions } from 'n8n-workflow';
import type { Connection } from '../runtime/connect';
import { connect, placeOf } from '../runtime/connect';
import { toNodeError } from '../runtime/nodeErrors';
import { locationField, locationOf } from './locationField';

/**
 * Connects to the service in the panel's location, for list searches.
 *
 * @throws NodeApiError or NodeOperationError with an explanation
 */
export async function withConnection<T>(
	ctx: ILoadOptionsFunctions,
	run: (connection: Connection) => Promise<T>,
): Promise<T> {
	let connection: Connection | undefined;
	try {
		connection = await connect(ctx, locationOf(ctx.getCurrentNodeParameter(locationField.name)));
		return await run(connection);
	} catch (error) {
		throw toNodeError(ctx.getNode(), error, placeOf(connection));
	}
}
