import { toJob, withOperation } from '../../../../../nodes/shared/google/gemini/geminiConvert.ts';

const model = { name: 'tunedModels/a', state: 'ACTIVE' as const };

describe("a figure that isn't a number", () => {
	it('makes a loss null and drops a snapshot without a step', () => {
		const snapshots = [{ step: 1, meanLoss: Infinity }, { step: 2, meanLoss: 0.5 }, { step: Number.NaN }];
		expect(toJob({ ...model, tuningTask: { snapshots } }).snapshots).toEqual([
			{ step: 1, epoch: 0, meanLoss: null, computeTime: null },
			{ step: 2, epoch: 0, meanLoss: 0.5, computeTime: null },
		]);
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
