import { toJob, withOperation } from '../../../../../nodes/shared/google/gemini/geminiConvert.ts';

const model = { name: 'tunedModels/a', state: 'ACTIVE' as const };

describe("a figure that isn't a number", () => {
	it('makes a loss null and drops a snapshot without a step', () => {
		const snapshots = [{ step: 1, meanLoss: Infinity }, { step: 2, meanLoss: 0.5 }, { step: Number.NaN }];
		const unmeasured = { accuracy: null, validationLoss: null, validationAccuracy: null, computeTime: null };
		const job = toJob({ ...model, tuningTask: { snapshots } });
		expect(job.snapshots).toEqual([
			{ step: 1, epoch: 0, meanLoss: null, ...unmeasured },
			{ step: 2, epoch: 0, meanLoss: 0.5, ...unmeasured },
		]);
		expect(job.divergedAtStep).toBe(1);
	});

	it('makes the progress null', () => {
		const metadata = { totalSteps: 9, completedSteps: Number.NaN, completedPercent: Infinity };
		const operation = { name: 'tunedModels/a/operations/b', metadata };
		expect(withOperation(toJob(model), operation)).toMatchObject({
			totalSteps: 9,
			completedSteps: null,
			completedPercent: null,
		});
	});
});
