import { propertiesOf } from '../shared/panel/fields';
import type { Operation } from '../shared/panel/operations';
import { checkpoint, readSpec } from './creationRequest';
import { readStored, storedFields } from './exampleFields';
import { sourceFields } from './sourceFields';
import { bucket, method, tuningSettings } from './tuningSettings';

/** Returns one item per check, and creates nothing. */
export const checkSetUp: Operation = {
	name: 'Check Setup',
	action: 'Check the setup for tuning',
	description: 'List what the project, its roles and the bucket lack for tuning, without starting a job',
	fields: [method.property, ...sourceFields, ...storedFields, bucket.property],
	options: propertiesOf({ ...tuningSettings, checkpoint }),
	runs: 'all',
	async run(call) {
		const { ctx, backend, itemIndex } = call;
		const stored = readStored(ctx, itemIndex);
		const checks = await backend.preflight(await readSpec(call), stored);
		return checks.map((check) => ({ json: { ...check } }));
	},
};
