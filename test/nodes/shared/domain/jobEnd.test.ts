import { describeEnd } from '../../../../nodes/shared/domain/jobEnd.ts';
import { jobOf } from './jobOf.ts';

const model = 'projects/1/locations/us-central1/models/2@1';

test.each(['pending', 'running', 'succeeded', 'paused', 'unknown'] as const)(
	'%s is not such an end',
	(state) => {
		expect(describeEnd(jobOf('a', { state }))).toBeNull();
	},
);

test('a failed job contains the reason, and that it does not block a new one', () => {
	const jobError = { code: 3, message: 'Line 7 has no contents.' };
	expect(describeEnd(jobOf('a', { state: 'failed', jobError }))).toEqual({
		what: 'The job failed: Line 7 has no contents.',
		wayOut: expect.stringContaining('create the job again'),
	});
});

test('a model that could not be deployed is included', () => {
	const jobError = { code: 13, message: 'Failed to create endpoint.' };
	const end = describeEnd(jobOf('a', { state: 'failed', tunedModel: model, jobError }));
	expect(end?.what).toBe('The model was tuned but could not be deployed: Failed to create endpoint.');
	expect(end?.wayOut).toContain(`'${model}'`);
});

test('a canceled or expired job is not failed', () => {
	expect(describeEnd(jobOf('a', { state: 'cancelled' }))?.what).toBe('The job was canceled.');
	expect(describeEnd(jobOf('a', { state: 'expired' }))?.what).toBe(
		'The job did not finish within its time limit.',
	);
});
