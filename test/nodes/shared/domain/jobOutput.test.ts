import { toJobOutput } from '../../../../nodes/shared/domain/jobOutput.ts';
import { jobOf } from './jobOf.ts';

test('keeps the last snapshot only', () => {
	const unmeasured = { accuracy: null, validationLoss: null, validationAccuracy: null, computeTime: null };
	const snapshots = [
		{ step: 1, epoch: 0, meanLoss: 11.499258, ...unmeasured },
		{ step: 2, epoch: 0, meanLoss: 13.745591, ...unmeasured },
	];
	const output = toJobOutput(jobOf('a', { snapshots, completedSteps: 2 }));
	expect(output).toMatchObject({ completedSteps: 2, epoch: 0, meanLoss: 13.745591 });
	expect(output).not.toHaveProperty('snapshots');
});

test('is null for values that are not measured yet', () => {
	expect(toJobOutput(jobOf('a'))).toMatchObject({ epoch: null, meanLoss: null, totalSteps: null });
});

test('names the error jobError, because n8n repeats a run whose first item has an error', () => {
	const jobError = { code: 13, message: 'Internal error' };
	const output = toJobOutput(jobOf('a', { state: 'failed', jobError }));
	expect(output.jobError).toEqual(jobError);
	expect(output).not.toHaveProperty('error');
});
