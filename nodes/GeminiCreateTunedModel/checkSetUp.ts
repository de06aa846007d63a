import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import type { Connection } from '../shared/n8n/connect';
import { readSpec, readStored } from './request';

/** Everything that was looked at, one item each; nothing is created. */
export async function checkSetUp(context: IExecuteFunctions, connection: Connection): Promise<IDataObject[]> {
	const spec = await readSpec(context, connection);
	const checks = await connection.backend.preflight(spec, readStored(context));
	return checks.map((check) => ({ ...check }));
}
