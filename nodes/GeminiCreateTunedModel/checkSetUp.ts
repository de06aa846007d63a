import type { IExecuteFunctions } from 'n8n-workflow';
import type { Connection } from '../shared/runtime/connect';
import type { NodeOutput } from '../shared/runtime/items';
import { readSpec, readStored } from './creationRequest';

/** Everything that was looked at, one item each; nothing is created. */
export async function checkSetUp(context: IExecuteFunctions, connection: Connection): Promise<NodeOutput[]> {
	const spec = await readSpec(context, connection);
	const checks = await connection.backend.preflight(spec, readStored(context));
	return checks.map((check) => ({ json: { ...check } }));
}
