import { startEmulator } from '../../emulator/api.ts';
import type { Emulator } from '../../emulator/api.ts';
import { LONG, create, send, tuning } from './support.ts';
import type { ErrorBody, Operation } from './support.ts';

let emulator: Emulator;

beforeEach(async () => {
	emulator = await startEmulator({ clock: 'held', startAt: Date.UTC(2024, 3, 14, 12, 14, 39, 204) });
});
afterEach(async () => await emulator.close());

/** The tutorial's request in its own spelling: snake_case keys and trailing commas. */
const tutorialRequest = `{
	"display_name": "number generator model",
	"base_model": "models/gemini-1.0-pro-001",
	"tuning_task": {
		"hyperparameters": { "batch_size": 2, "learning_rate": 0.001, "epoch_count":5, },
		"training_data": { "examples": { "examples": [
			{ "text_input": "1", "output": "2", },{ "text_input": "say \\",}\\" ,]", "output": "b,}", },
		] } }
	}
}`;

test('the tutorial’s request returns an operation that has just started', async () => {
	const { status, headers, body } = await send<Operation>(emulator, 'POST /v1beta/tunedModels', {
		body: tutorialRequest,
	});
	expect(status).toBe(200);
	expect(headers.get('content-type')).toBe('application/json; charset=UTF-8');
	expect(body).toEqual({
		name: expect.stringMatching(
			/^tunedModels\/number-generator-model-[0-9a-z]{11,12}\/operations\/[0-9a-z]{12}$/,
		),
		metadata: {
			'@type': 'type.googleapis.com/google.ai.generativelanguage.v1beta.CreateTunedModelMetadata',
			totalSteps: 5,
			tunedModel: body.name.split('/operations/')[0],
		},
	});
});

test('a new model is visible at once, in Google’s format', async () => {
	await create(
		emulator,
		'fresh',
		tuning({ epochCount: 3, batchSize: 4, learningRate: 0.001 }, { displayName: 'number generator' }),
	);
	emulator.clock.advance(400);
	const response = await fetch(`${emulator.url}/v1beta/tunedModels/fresh`, {
		headers: { authorization: `Bearer ${emulator.accessToken}` },
	});
	const text = await response.text();
	expect(text).toMatch(/^\{\n {2}"name": "tunedModels\/fresh",\n/);
	expect(JSON.parse(text)).toEqual({
		name: 'tunedModels/fresh',
		baseModel: 'models/gemini-1.5-flash-001-tuning',
		displayName: 'number generator',
		state: 'CREATING',
		createTime: '2024-04-14T12:14:39.204000Z',
		updateTime: '2024-04-14T12:14:39.204000Z',
		tuningTask: {
			startTime: expect.stringMatching(/^2024-04-14T12:14:39\.504\d{6}Z$/),
			hyperparameters: { epochCount: 3, batchSize: 4, learningRate: 0.001 },
		},
		temperature: 1,
		topP: 0.95,
		topK: 64,
	});
	expect(Object.keys(JSON.parse(text))).toEqual([
		'name',
		'baseModel',
		'displayName',
		'state',
		'createTime',
		'updateTime',
		'tuningTask',
		'temperature',
		'topP',
		'topK',
	]);
});

test('the defaults are five epochs, batches of four and a rate of 0.001', async () => {
	await create(emulator, 'plain');
	expect(await send(emulator, 'GET /v1beta/tunedModels/plain')).toMatchObject({
		body: { tuningTask: { hyperparameters: { epochCount: 5, batchSize: 4, learningRate: 0.001 } } },
	});
});

test('a multiplier is echoed in place of the rate, and the two exclude each other', async () => {
	await create(emulator, 'times-two', tuning({ learningRateMultiplier: 2 }));
	expect(await send(emulator, 'GET /v1beta/tunedModels/times-two')).toMatchObject({
		body: { tuningTask: { hyperparameters: { epochCount: 5, batchSize: 4, learningRateMultiplier: 2 } } },
	});
	const both = await send(emulator, 'POST /v1beta/tunedModels', {
		body: tuning({ learningRate: 1, learningRateMultiplier: 1 }),
	});
	expect(both.status).toBe(400);
});

test.each([
	['test_number.generator!', /^testnumbergenerator-[0-9a-z]{11,12}$/],
	['Trailing space ', /^trailing-space--[0-9a-z]{11,12}$/],
	['Fitness Chat Prompt Completion Dataset', /^fitness-chat-prompt-completion-dataset-[0-9a-z]$/],
	['a name of exactly twenty nine', /^a-name-of-exactly-twenty-nine-[0-9a-z]{10}$/],
	['模型', /^[0-9a-z]{11,12}$/],
	[undefined, /^[0-9a-z]{11,12}$/],
])('a model named %p gets its ID by Google’s rule', async (displayName, id) => {
	const body = tuning({}, displayName === undefined ? {} : { displayName });
	const { body: operation } = await send<Operation>(emulator, 'POST /v1beta/tunedModels', { body });
	const made = operation.metadata.tunedModel.replace('tunedModels/', '');
	expect(made).toMatch(id);
	expect(made.length).toBeLessThanOrEqual(40);
});

test.each(['Upper', '1digit', 'trailing-', 'under_score', 'x'.repeat(41), 'ä'])(
	'the ID %p is refused',
	async (id) => {
		const line = `POST /v1beta/tunedModels?tunedModelId=${encodeURIComponent(id)}`;
		expect(await send(emulator, line, { body: tuning() })).toMatchObject({
			status: 400,
			body: {
				error: { status: 'INVALID_ARGUMENT', details: [{ fieldViolations: [{ field: 'tuned_model_id' }] }] },
			},
		});
		expect(emulator.state()).toMatchObject({ tunedModels: [] });
	},
);

test.each(['a', 'x'.repeat(40), 'a-b-9'])('the ID %p can be used once', async (id) => {
	await create(emulator, id);
	expect(
		await send(emulator, `POST /v1beta/tunedModels?tuned_model_id=${id}`, { body: tuning() }),
	).toMatchObject({
		status: 409,
		body: { error: { code: 409, status: 'ALREADY_EXISTS' } },
	});
});

test('all projects share the IDs', async () => {
	await create(emulator, 'taken');
	const elsewhere = { headers: { 'x-goog-user-project': 'another-project' } };
	const again = await send(emulator, 'POST /v1beta/tunedModels?tunedModelId=taken', {
		...elsewhere,
		body: tuning(),
	});
	expect(again.status).toBe(409);
	expect(await send(emulator, 'GET /v1beta/tunedModels/taken', elsewhere)).toMatchObject({
		status: 403,
		body: { error: { message: 'You do not have permission to access tuned model tunedModels/taken' } },
	});
	const prompt = { contents: [{ parts: [{ text: 'hello' }] }] };
	expect(
		await send(emulator, 'POST /v1/tunedModels/taken:generateContent', { ...elsewhere, body: prompt }),
	).toMatchObject({
		status: 403,
		body: { error: { message: 'You do not have permission to access tuned model taken' } },
	});
});

const tooLong = 'x'.repeat(41);
const bad: Array<[string, object, number, string]> = [
	['a display name of 41 characters', tuning({}, { displayName: tooLong }), 400, 'INVALID_ARGUMENT'],
	['a temperature above 1', tuning({}, { temperature: 1.1 }), 400, 'INVALID_ARGUMENT'],
	['a negative top P', tuning({}, { topP: -0.1 }), 400, 'INVALID_ARGUMENT'],
	['negative epochs', tuning({ epochCount: -1 }), 400, 'INVALID_ARGUMENT'],
	['a negative rate', tuning({ learningRate: -0.001 }), 400, 'INVALID_ARGUMENT'],
	['no examples', tuning({}, {}, []), 400, 'INVALID_ARGUMENT'],
	['no tuning task', { baseModel: 'models/gemini-1.0-pro-001' }, 400, 'INVALID_ARGUMENT'],
	['an empty input', tuning({}, {}, [['', 'b']]), 400, 'INVALID_ARGUMENT'],
	['an empty output', tuning({}, {}, [['a', '']]), 400, 'INVALID_ARGUMENT'],
	['an input of 40,001 characters', tuning({}, {}, [['x'.repeat(40_001), 'b']]), 400, 'INVALID_ARGUMENT'],
	['an output of 5,001 characters', tuning({}, {}, [['a', 'x'.repeat(5_001)]]), 400, 'INVALID_ARGUMENT'],
	['no source', tuning({}, { baseModel: undefined }), 400, 'INVALID_ARGUMENT'],
	['two sources', tuning({}, { tunedModelSource: { tunedModel: 'tunedModels/x' } }), 400, 'INVALID_ARGUMENT'],
	['an unknown base model', tuning({}, { baseModel: 'models/none' }), 404, 'NOT_FOUND'],
	['a base model without tuning', tuning({}, { baseModel: 'models/gemini-2.5-flash' }), 404, 'NOT_FOUND'],
	['a base model of the PaLM era', tuning({}, { baseModel: 'models/text-bison-001' }), 404, 'NOT_FOUND'],
	[
		'an unknown tuned model',
		tuning({}, { baseModel: undefined, tunedModelSource: { tunedModel: 'tunedModels/x' } }),
		404,
		'NOT_FOUND',
	],
];

test.each(bad)('%s is refused, and nothing is created', async (_, body, status, name) => {
	const refused = await send<ErrorBody>(emulator, 'POST /v1beta/tunedModels', { body });
	expect(refused).toMatchObject({ status, body: { error: { code: status, status: name } } });
	expect(emulator.state()).toMatchObject({ tunedModels: [] });
});

test('the longest row and the longest display name are accepted', async () => {
	const rows: Array<[string, string]> = [['é'.repeat(40_000), 'x'.repeat(5_000)]];
	const { status } = await send(emulator, 'POST /v1beta/tunedModels', {
		body: tuning({}, { displayName: 'ü'.repeat(40) }, rows),
	});
	expect(status).toBe(200);
});

test('a request of more than 4 MB is refused', async () => {
	const rows = Array.from({ length: 106 }, (_, i): [string, string] => [`${i} ${'x'.repeat(39_900)}`, 'b']);
	expect(await send(emulator, 'POST /v1beta/tunedModels', { body: tuning({}, {}, rows) })).toMatchObject({
		status: 400,
		body: { error: { message: 'Request payload size exceeds the limit: 4194304 bytes.' } },
	});
	const less = await send(emulator, 'POST /v1beta/tunedModels', { body: tuning({}, {}, rows.slice(0, 100)) });
	expect(less.status).toBe(200);
});

test('the error lists every invalid row by its position', async () => {
	const rows: Array<[string, string]> = [
		['a', 'b'],
		['', 'b'],
		['c', ''],
	];
	expect(await send(emulator, 'POST /v1beta/tunedModels', { body: tuning({}, {}, rows) })).toMatchObject({
		body: {
			error: {
				details: [
					{
						'@type': 'type.googleapis.com/google.rpc.BadRequest',
						fieldViolations: [
							{ field: 'tuned_model.tuning_task.training_data.examples.examples[1].text_input' },
							{ field: 'tuned_model.tuning_task.training_data.examples.examples[2].output' },
						],
					},
				],
			},
		},
	});
});

test('PaLM’s API version still tunes PaLM’s model, and its messages are of that version', async () => {
	const body = tuning({ epochCount: 3 }, { baseModel: 'models/text-bison-001' });
	expect(await send(emulator, 'POST /v1beta3/tunedModels?tunedModelId=palm', { body })).toMatchObject({
		status: 200,
		body: {
			metadata: { '@type': expect.stringContaining('.v1beta3.CreateTunedModelMetadata'), totalSteps: 12 },
		},
	});
	expect(await send(emulator, 'GET /v1beta3/tunedModels/palm')).toMatchObject({
		body: { temperature: 0.7, topK: 40 },
	});
});

test('a model tuned from a tuned model contains both names, and starts with the parent’s settings', async () => {
	await create(emulator, 'parent', tuning({}, { temperature: 0.25, topK: 7 }));
	const body = tuning({}, { baseModel: undefined, tunedModelSource: { tunedModel: 'tunedModels/parent' } });
	const early = await send(emulator, 'POST /v1beta/tunedModels', { body });
	expect(early).toMatchObject({ status: 400, body: { error: { status: 'FAILED_PRECONDITION' } } });
	emulator.clock.advance(LONG);
	await create(emulator, 'child', body);
	expect(await send(emulator, 'GET /v1beta/tunedModels/child')).toMatchObject({
		body: {
			tunedModelSource: { tunedModel: 'tunedModels/parent', baseModel: 'models/gemini-1.5-flash-001-tuning' },
			temperature: 0.25,
			topK: 7,
		},
	});
});
