import type { IDataObject, INodeProperties } from 'n8n-workflow';
import type { TuningJob } from '../shared/domain/job';
import { toJobOutput } from '../shared/domain/jobOutput';
import type { Call } from './operation';

export const simplify: INodeProperties = {
	displayName: 'Simplify',
	name: 'simplify',
	type: 'boolean',
	default: true,
	description: 'Whether to return a simplified version of the response instead of the raw data',
};

/** Simplified, or with every snapshot and the service's own state if 'Simplify' is off. */
export function jobOutput({ ctx, itemIndex }: Call, job: TuningJob): IDataObject {
	return ctx.getNodeParameter('simplify', itemIndex, true) === true ? { ...toJobOutput(job) } : { ...job };
}
