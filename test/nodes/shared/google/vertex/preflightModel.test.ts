import { checkModel } from '../../../../../nodes/shared/google/vertex/preflight/checkModel.ts';

const today = Date.parse('2026-11-29');
const flash = { source: { baseModel: 'gemini-3.5-flash' } };

test('accepts a model with settings of the table', () => {
	expect(checkModel({ ...flash, adapterSize: 16 }, 'us-central1', today)).toMatchObject({
		id: 'model',
		status: 'ok',
	});
	expect(
		checkModel({ source: { baseModel: 'publishers/google/models/gemini-3.5-flash' } }, 'us-central1', today),
	).toMatchObject({
		status: 'ok',
	});
});

test('reports all unsupported settings with fixes', () => {
	const { status, message } = checkModel({ ...flash, adapterSize: 32, kmsKeyName: 'k' }, 'asia-east1', today);
	expect(status).toBe('missing');
	expect(message).toContain(
		"can't be tuned in 'asia-east1'. Set the location to one of 'us-central1', 'europe-west4'.",
	);
	expect(message).toContain("adapter size 32. Use one of '1', '2', '4', '8', '16'");
	expect(message).toContain('Remove the encryption key');
});

test('a model outside the table is only a warning', () => {
	const check = checkModel({ source: { baseModel: 'gemini-9-flash' }, adapterSize: 3 }, 'mars-north1', today);
	expect(check).toMatchObject({ status: 'warning' });
	expect(check.message).toContain('gemini-3.5-flash');
});

test.each([
	[
		'2026-10-01',
		'warning',
		"Google retires Gemini 2.5 Flash on 2026-10-20. A model tuned from it retires with it. Choose 'gemini-3.5-flash'.",
	],
	['2026-11-29', 'missing', "Google retired Gemini 2.5 Flash on 2026-10-20. Choose 'gemini-3.5-flash'."],
])('on %s a model that retires on 2026-10-20 is %s', (day, status, message) => {
	const check = checkModel({ source: { baseModel: 'gemini-2.5-flash' } }, 'us-central1', Date.parse(day));
	expect(check).toMatchObject({ status, message: expect.stringContaining(message) });
});

test('preference tuning of a model that Google does not document for it is a warning', () => {
	expect(checkModel({ ...flash, method: 'preference' }, 'us-central1', today)).toMatchObject({
		status: 'warning',
		message: expect.stringContaining("Google doesn't document preference tuning for Gemini 3.5 Flash"),
	});
});

test('doesn’t check a tuned model', () => {
	expect(checkModel({ source: { tunedModel: 'models/1' } }, 'us-central1', today).status).toBe('notChecked');
});
