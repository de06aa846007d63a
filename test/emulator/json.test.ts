import { startEmulator } from '../../emulator/api.ts';
import type { Emulator } from '../../emulator/api.ts';
import { float32 } from '../../emulator/json.ts';
import { LONG, create, send, tuning } from './support.ts';

let emulator: Emulator;

beforeEach(async () => {
	emulator = await startEmulator({ clock: 'held' });
});
afterEach(async () => await emulator.close());

test.each([
	[(100 * 2) / 38, 5.263158],
	[0.001, 0.001],
	[11.499258, 11.499258],
	[-1.1145603e-6, -1.1145603e-6],
	[0.1 + 0.2, 0.3],
	[16777217, 16777216],
	[1 / 3, 0.33333334],
	[0, 0],
])('%p is printed as %p', (value, printed) => {
	expect(float32(value)).toBe(printed);
});

test('an unknown field is refused with its path in snake_case', async () => {
	const body = { contents: [{ parts: [{ text: 'x' }] }], generationConfig: { includeThoughts: true } };
	const description = `Invalid JSON payload received. Unknown name "includeThoughts" at 'generation_config': Cannot find field.`;
	const { body: refused } = await send(emulator, 'POST /v1beta/models/gemini-2.5-flash:generateContent', {
		body,
	});
	expect(refused).toEqual({
		error: {
			code: 400,
			message: description,
			status: 'INVALID_ARGUMENT',
			details: [
				{
					'@type': 'type.googleapis.com/google.rpc.BadRequest',
					fieldViolations: [{ field: 'generation_config', description }],
				},
			],
		},
	});
});

test('all unknown fields and wrong values are refused together', async () => {
	const body = { ...tuning({ epochCount: 'many', batch_size: 2.5, optimizer: 'adam' }), colour: 'red' };
	const { body: refused } = await send<{ error: { message: string } }>(emulator, 'POST /v1beta/tunedModels', {
		body,
	});
	expect(refused.error.message.split('\n').sort()).toEqual([
		`Invalid JSON payload received. Unknown name "colour" at 'tuned_model': Cannot find field.`,
		`Invalid JSON payload received. Unknown name "optimizer" at 'tuned_model.tuning_task.hyperparameters': Cannot find field.`,
		`Invalid value at 'tuned_model.tuning_task.hyperparameters.batch_size' (TYPE_INT32), 2.5`,
		`Invalid value at 'tuned_model.tuning_task.hyperparameters.epoch_count' (TYPE_INT32), "many"`,
	]);
});

test('text that isn’t JSON and an unknown query parameter are refused', async () => {
	expect(await send(emulator, 'POST /v1beta/tunedModels', { body: '{"baseModel": ' })).toMatchObject({
		status: 400,
		body: { error: { message: expect.stringContaining('Invalid JSON payload received.') } },
	});
	expect(await send(emulator, 'GET /v1beta/tunedModels?colour=red')).toMatchObject({
		status: 400,
		body: {
			error: { message: expect.stringContaining('Unknown name "colour": Cannot bind query parameter.') },
		},
	});
});

test('numbers may be texts, enums may be numbers, and null means unset', async () => {
	await create(
		emulator,
		'job',
		tuning({ epochCount: '2', batchSize: 5, learningRate: '0.01' }, { description: null }),
	);
	const body = { granteeType: 3, role: 3 };
	const permission = await send(emulator, 'POST /v1beta/tunedModels/job/permissions', { body });
	expect(permission.body).toMatchObject({ granteeType: 'EVERYONE', role: 'READER' });
	expect(await send(emulator, 'GET /v1beta/tunedModels/job')).toMatchObject({
		body: { tuningTask: { hyperparameters: { epochCount: 2, batchSize: 5, learningRate: 0.01 } } },
	});
});

test('enums are numbers for clients that request numbers', async () => {
	await create(emulator, 'job');
	emulator.clock.advance(LONG);
	const query = '?%24alt=json%3Benum-encoding%3Dint';
	expect(await send(emulator, `GET /v1beta/tunedModels/job${query}`)).toMatchObject({ body: { state: 2 } });
	const prompt = { contents: [{ role: 'user', parts: [{ text: 'x' }] }] };
	expect(
		await send(emulator, `POST /v1beta/tunedModels/job:generateContent${query}`, { body: prompt }),
	).toMatchObject({
		body: { candidates: [{ finishReason: 1, content: { role: 'model' } }] },
	});
});

test('prettyPrint and fields change the response', async () => {
	await create(emulator, 'job');
	const read = async (query: string) => {
		const response = await fetch(`${emulator.url}/v1beta/tunedModels${query}`, {
			headers: { authorization: `Bearer ${emulator.accessToken}` },
		});
		return await response.text();
	};
	expect(
		await read('?prettyPrint=false&fields=tunedModels(name,tuningTask/hyperparameters/epochCount)'),
	).toBe('{"tunedModels":[{"name":"tunedModels/job","tuningTask":{"hyperparameters":{"epochCount":5}}}]}');
	expect(await read('?fields=tunedModels/name')).toBe(
		'{\n  "tunedModels": [\n    {\n      "name": "tunedModels/job"\n    }\n  ]\n}\n',
	);
	expect((await send(emulator, 'GET /v1beta/tunedModels?fields=a(b')).status).toBe(400);
});

test.each([
	'GET /v1/tunedModels',
	'POST /v1/tunedModels',
	'GET /v1/tunedModels/job',
	'DELETE /v1/tunedModels/job',
	'GET /v1/tunedModels/job/permissions',
	'POST /v1beta/tunedModels/job:countTokens',
	'POST /v1beta3/tunedModels/job:generateContent',
	'PUT /v1beta/tunedModels/job',
	'GET /v1beta/nothing',
	'GET /v7/tunedModels',
	'GET /',
])('%s exists in no version: Google’s HTML page', async (line) => {
	const { status, headers, body } = await send<string>(emulator, line);
	expect(status).toBe(404);
	expect(headers.get('content-type')).toContain('text/html');
	expect(body).toContain('Error 404 (Not Found)');
});

test('hosts are parts of the path; without one it is the Gemini API', async () => {
	await create(emulator, 'job');
	const named = await send(emulator, 'GET /generativelanguage.googleapis.com/v1beta/tunedModels/job');
	expect(named).toMatchObject({ status: 200, body: { name: 'tunedModels/job' } });
	expect(emulator.requests.list().at(-1)).toMatchObject({
		host: 'generativelanguage.googleapis.com',
		path: '/v1beta/tunedModels/job',
	});
	expect((await send(emulator, 'GET /unknown.googleapis.com/v1beta/tunedModels/job')).status).toBe(404);
});
