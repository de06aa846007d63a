import { checkModel } from '../../../../../nodes/shared/google/vertex/preflight/checkModel.ts';

const flash = { source: { baseModel: 'gemini-3.5-flash' } };

test('accepts a model with settings of the table', () => {
	expect(checkModel({ ...flash, adapterSize: 16 }, 'us-central1')).toMatchObject({
		id: 'model',
		status: 'ok',
	});
	expect(
		checkModel({ source: { baseModel: 'publishers/google/models/gemini-3.5-flash' } }, 'us-central1'),
	).toMatchObject({
		status: 'ok',
	});
});

test('reports all unsupported settings with fixes', () => {
	const { status, message } = checkModel({ ...flash, adapterSize: 32, kmsKeyName: 'k' }, 'asia-east1');
	expect(status).toBe('missing');
	expect(message).toContain(
		"can't be tuned in 'asia-east1'. Set the location to one of 'us-central1', 'europe-west4'.",
	);
	expect(message).toContain("adapter size 32. Use one of '1', '2', '4', '8', '16'");
	expect(message).toContain('Remove the encryption key');
});

test('a model outside the table is only a warning', () => {
	const check = checkModel({ source: { baseModel: 'gemini-9-flash' }, adapterSize: 3 }, 'mars-north1');
	expect(check).toMatchObject({ status: 'warning' });
	expect(check.message).toContain('gemini-3.5-flash');
});

test('an announced retirement is a warning', () => {
	const check = checkModel({ source: { baseModel: 'gemini-2.5-flash' } }, 'us-central1');
	expect(check).toMatchObject({ status: 'warning' });
	expect(check.message).toContain('2026-10-16');
});

test('doesn’t check a tuned model', () => {
	expect(checkModel({ source: { tunedModel: 'models/1' } }, 'us-central1').status).toBe('notChecked');
});
