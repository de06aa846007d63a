import { percentOf, withMeasurements } from '../../../../nodes/shared/domain/trainingMetrics.ts';
import { jobOf } from './jobOf.ts';

const losses = (steps: number[]) => ({
	known: { meanLoss: steps.map((step) => ({ step, time: null, value: 1 / step })) },
	others: {},
});
const upTo = (steps: number) => Array.from({ length: steps }, (_, index) => index + 1);

test('a job that succeeded has as many steps as were measured', () => {
	const job = withMeasurements(jobOf('a', { state: 'succeeded' }), losses(upTo(40)));
	expect(job).toMatchObject({ totalSteps: 40, completedSteps: 40, completedPercent: 100 });
});

test('a sample without checkpoints leaves the total unknown, since it can lack the last step', () => {
	const job = withMeasurements(jobOf('a', { state: 'succeeded' }), losses(upTo(1_001).slice(0, 1_000)));
	expect(job).toMatchObject({ totalSteps: null, completedSteps: 1_000, completedPercent: null });
});

test("keeps the service's own number of steps if it is higher", () => {
	const job = withMeasurements(jobOf('a', { completedSteps: 12 }), losses(upTo(10)));
	expect(job).toMatchObject({ totalSteps: null, completedSteps: 12 });
});

test.each([
	[5, 20, 25],
	[21, 20, 100],
	[5, null, null],
	[null, 20, null],
	[0, 0, null],
])('%p of %p steps are %p percent', (steps, total, percent) => {
	expect(percentOf(steps, total)).toBe(percent);
});
