import type { Emulator } from '../../../../../emulator/api.ts';
import type { TuningBackend } from '../../../../../nodes/shared/google/backend.ts';
import type { TuningSpec } from '../../../../../nodes/shared/google/tuning.ts';
import { buildDataset } from '../../../../../nodes/shared/domain/dataset/buildDataset.ts';
import type { TuningJob } from '../../../../../nodes/shared/domain/job.ts';
import { tutorialExamples } from '../../../../fixtures/tutorial.ts';

/** What most creations in these tests are made of. */
export const bucket = 'emulator-tuning';
export const examples = tutorialExamples.map(([input, output], item) => ({ item, input, output }));
export const data = buildDataset(examples);
export const spec: TuningSpec = {
	source: { baseModel: 'gemini-3.5-flash' },
	displayName: 'Number Predictor',
	epochCount: 3,
	bucket,
	createBucket: true,
};
export const key = { project: 'emulator-project' };

/** Longer than any job here takes. */
export const anHour = 3_600_000;

/** A job that has come to its end. */
export async function finishedJob(
	emulator: Emulator,
	backend: TuningBackend,
	changed: Partial<TuningSpec> = {},
): Promise<TuningJob & { name: string }> {
	const { job } = await backend.create({ ...spec, ...changed }, data, key);
	emulator.clock.advance(anHour);
	const finished = await backend.get(job.name ?? '');
	return { ...finished, name: finished.name ?? '' };
}

/** Bodies of the requests that create jobs, oldest first. */
export function creations(emulator: Emulator): unknown[] {
	return emulator.requests
		.list()
		.filter(({ method, path }) => method === 'POST' && path.endsWith('/tuningJobs'))
		.map(({ body }) => body);
}
