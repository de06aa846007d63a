import type { IDataObject } from 'n8n-workflow';
import type { TuningJob } from '../shared/domain/job';
import { toJobOutput } from '../shared/domain/jobOutput';
import { flagField } from '../shared/panel/fields';
import { tunedModelLocators } from '../shared/panel/modelLocator';

export const tunedModelFields = tunedModelLocators();

export const simplify = flagField({
	displayName: 'Simplify',
	name: 'simplify',
	default: true,
	description: 'Whether to return a simplified version of the response instead of the raw data',
});

/** Simplified, or with every snapshot and the service's own state. */
export function jobOutput(job: TuningJob, isSimple: boolean): IDataObject {
	return isSimple ? { ...toJobOutput(job) } : { ...job };
}
