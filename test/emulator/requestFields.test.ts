import { startEmulator } from '../../emulator/api.ts';
import type { Emulator } from '../../emulator/api.ts';
import { send, tuning } from './support.ts';
import type { ErrorBody } from './support.ts';
import { makeBucket, parent, supervised } from './vertexSupport.ts';

let emulator: Emulator;

beforeAll(async () => {
	emulator = await startEmulator({ clock: 'held' });
	await makeBucket(emulator);
});
afterAll(async () => await emulator.close());

const GEMINI = 'POST /v1beta/models/gemini-2.5-flash:generateContent';
const vertex = () => `POST ${parent(emulator)}/publishers/google/models/gemini-3.5-flash:generateContent`;
const TYPE = 'type.googleapis.com/google.ai.generativelanguage.v1beta';

/** A request whose first turn has this part. */
const withPart = (part: object) => ({ contents: [{ role: 'user', parts: [part] }] });
const withConfig = (generationConfig: object) => ({ ...withPart({ text: 'x' }), generationConfig });

/** The lines of the error, and its fields. */
async function refusal(line: string, body: object | string): Promise<{ lines: string[]; fields: unknown }> {
	const answer = await send<ErrorBody>(emulator, line, { body });
	expect(answer.status).toBe(400);
	const [details] = answer.body.error.details ?? [];
	const violations: unknown =
		details && Object.entries(details).find(([name]) => name === 'fieldViolations')?.[1];
	const fields = Array.isArray(violations) ? violations.map(({ field }) => field) : undefined;
	return { lines: answer.body.error.message.split('\n'), fields };
}

describe('unknown fields', () => {
	test.each([
		[{ inlineData: { mimeType: 'image/png', data: 'AAAA', url: 'x' } }, 'url', 'inline_data'],
		[{ fileData: { fileUri: 'gs://a/b', name: 'x' } }, 'name', 'file_data'],
		[{ text: 'x', mediaResolution: { value: 'HIGH' } }, 'value', 'media_resolution'],
		[{ text: 'x', videoMetadata: { speed: 2 } }, 'speed', 'video_metadata'],
		[{ executableCode: { source: 'x' } }, 'source', 'executable_code'],
		[{ codeExecutionResult: { text: 'x' } }, 'text', 'code_execution_result'],
		[{ functionResponse: { name: 'f', error: 'x' } }, 'error', 'function_response'],
	])('in the part %j', async (part, name, at) => {
		const field = `contents[0].parts[0].${at}`;
		const line = `Invalid JSON payload received. Unknown name "${name}" at '${field}': Cannot find field.`;
		expect(await refusal(GEMINI, withPart(part))).toEqual({ lines: [line], fields: [field] });
		expect(await refusal(vertex(), withPart(part))).toEqual({ lines: [line], fields: [field] });
	});

	test.each([
		[{ responseSchema: { type: 'OBJECT', $schema: 'x' } }, '$schema', 'response_schema'],
		[
			{ responseSchema: { type: 'OBJECT', properties: { a: { type: 'STRING' }, b: { const: 1 } } } },
			'const',
			'response_schema.properties[1].value',
		],
		[{ responseSchema: { anyOf: [{ if: {} }] } }, 'if', 'response_schema.any_of[0]'],
		[{ thinkingConfig: { effort: 'low' } }, 'effort', 'thinking_config'],
		[{ speechConfig: { voice: 'x' } }, 'voice', 'speech_config'],
		[{ imageConfig: { size: '4K' } }, 'size', 'image_config'],
	])('in the setting %j', async (config, name, at) => {
		const field = `generation_config.${at}`;
		const line = `Invalid JSON payload received. Unknown name "${name}" at '${field}': Cannot find field.`;
		expect(await refusal(GEMINI, withConfig(config))).toEqual({ lines: [line], fields: [field] });
		expect(await refusal(vertex(), withConfig(config))).toEqual({ lines: [line], fields: [field] });
	});

	test('only Vertex AI accepts a file’s display name', async () => {
		const part = { inlineData: { mimeType: 'text/plain', data: 'AAAA', displayName: 'a' } };
		expect((await send(emulator, vertex(), { body: withPart(part) })).status).toBe(200);
		expect((await refusal(GEMINI, withPart(part))).fields).toEqual(['contents[0].parts[0].inline_data']);
	});
});

describe('values of the wrong kind', () => {
	test.each(['YQ==', 'YQ', 'aGk_', 'aGk/', ''])('%j is base64', async (data) => {
		const { status } = await send(emulator, GEMINI, {
			body: { contents: [{ parts: [{ text: 'x' }, { inlineData: { mimeType: 'image/png', data } }] }] },
		});
		expect(status).toBe(200);
	});

	test.each(['data:image/png;base64,AAAA', 'AAAA\nAAAA', 'Y', 'YQ=', 'YR==', 'a-b/', 'é'])(
		'%j isn’t base64',
		async (data) => {
			const field = 'contents[0].parts[0].inline_data.data';
			const line = `Invalid value at '${field}' (TYPE_BYTES), Base64 decoding failed for "${data}"`;
			const { lines, fields } = await refusal(
				GEMINI,
				withPart({ inlineData: { mimeType: 'image/png', data } }),
			);
			expect([lines.join('\n'), fields]).toEqual([line, [field]]);
		},
	);

	test.each([
		[
			{ thinkingConfig: { thinkingLevel: 'extreme' } },
			'thinking_config.thinking_level',
			`${TYPE}.ThinkingConfig.ThinkingLevel`,
			'"extreme"',
		],
		[{ mediaResolution: 'ULTRA' }, 'media_resolution', `${TYPE}.GenerationConfig.MediaResolution`, '"ULTRA"'],
		[
			{ responseModalities: ['SMELL'] },
			'response_modalities[0]',
			`${TYPE}.GenerationConfig.Modality`,
			'"SMELL"',
		],
		[{ responseSchema: { type: 'DATE' } }, 'response_schema.type', `${TYPE}.Type`, '"DATE"'],
		[{ responseSchema: 'x' }, 'response_schema', `${TYPE}.Schema`, '"x"'],
		[{ topK: 2_147_483_648 }, 'top_k', 'TYPE_INT32', '2147483648'],
		[{ seed: -2_147_483_649 }, 'seed', 'TYPE_INT32', '-2147483649'],
		[{ maxOutputTokens: '1.5' }, 'max_output_tokens', 'TYPE_INT32', '"1.5"'],
		[{ temperature: 1e39 }, 'temperature', 'TYPE_FLOAT', '1e+39'],
		[{ responseMimeType: 5 }, 'response_mime_type', 'TYPE_STRING', '5'],
		[{ responseLogprobs: 'maybe' }, 'response_logprobs', 'TYPE_BOOL', '"maybe"'],
		[
			{ responseSchema: { minItems: '9223372036854775808' } },
			'response_schema.min_items',
			'TYPE_INT64',
			'"9223372036854775808"',
		],
		[
			{ responseSchema: { maxItems: 1e19 } },
			'response_schema.max_items',
			'TYPE_INT64',
			'10000000000000000000',
		],
	])('%j', async (config, at, type, shown) => {
		const field = `generation_config.${at}`;
		const expected = { lines: [`Invalid value at '${field}' (${type}), ${shown}`], fields: [field] };
		expect(await refusal(GEMINI, withConfig(config))).toEqual(expected);
	});

	test('the limits of whole numbers are accepted', async () => {
		const schema = { type: 'ARRAY', minItems: '-9223372036854775808', maxItems: '9223372036854775807' };
		const body = withConfig({
			seed: -2_147_483_648,
			responseMimeType: 'application/json',
			responseSchema: schema,
		});
		expect((await send(emulator, GEMINI, { body })).status).toBe(200);
	});

	test('a list for one value, an object for a text, and text for a map', async () => {
		const parameters = { type: 'OBJECT', properties: { a: { type: ['STRING', 'NULL'] } } };
		const tools = [{ functionDeclarations: [{ name: 'f', parameters }] }];
		const at = 'tools[0].function_declarations[0].parameters.properties[0].value';
		expect(await refusal(GEMINI, { ...withPart({ text: 'x' }), tools })).toEqual({
			lines: [
				`Invalid JSON payload received. Unknown name "type" at '${at}': Proto field is not repeating, cannot start list.`,
			],
			fields: [at],
		});
		expect((await refusal(GEMINI, withPart({ text: { a: 1 } }))).lines).toEqual([
			"Invalid value at 'contents[0].parts[0]' (text), Starting an object on a scalar field",
		]);
		expect((await refusal(vertex(), { ...withPart({ text: 'x' }), labels: ['a'] })).lines).toEqual([
			"Invalid value (Map), Cannot bind a list to map for field 'labels'.",
		]);
		expect((await refusal(GEMINI, '[]')).lines).toEqual([
			'Invalid JSON payload received. Unknown name "": Root element must be a message.',
		]);
	});

	test('the error for a label that isn’t a text contains its path', async () => {
		const body = { ...withPart({ text: 'x' }), labels: { team: 'a', cost: 5 } };
		expect(await refusal(vertex(), body)).toEqual({
			lines: ["Invalid value at 'labels[1].value' (TYPE_STRING), 5"],
			fields: ['labels[1].value'],
		});
	});

	test('Google accepts one value for a list, enums in any case, and numbers and booleans as texts', async () => {
		const body = {
			contents: { parts: { text: 'x' } },
			generation_config: {
				stop_sequences: 'y',
				topK: '3',
				responseLogprobs: 'false',
				responseMimeType: 'application/json',
				responseSchema: { type: 'string' },
				thinkingConfig: { thinkingLevel: 'low' },
			},
		};
		expect((await send(emulator, GEMINI, { body })).status).toBe(200);
	});

	test('doubles keep all their digits, floats become 32 bits', async () => {
		const hyperParameters = { epochCount: 1, learningRateMultiplier: 0.123456789012345 };
		const line = `POST ${parent(emulator)}/tuningJobs`;
		expect(await send(emulator, line, { body: supervised(hyperParameters) })).toMatchObject({
			body: { supervisedTuningSpec: { hyperParameters: { learningRateMultiplier: 0.123456789012345 } } },
		});
		const job = tuning({ learningRate: 0.123456789012345 });
		await send(emulator, 'POST /v1beta/tunedModels?tunedModelId=digits', { body: job });
		expect(await send(emulator, 'GET /v1beta/tunedModels/digits')).toMatchObject({
			body: { tuningTask: { hyperparameters: { learningRate: 0.12345679 } } },
		});
	});
});

describe('fields that occur twice', () => {
	const taken = (at: string, oneof: string, name: string) =>
		`Invalid value${at && ` at '${at}'`} (oneof), oneof field '${oneof}' is already set. Cannot set '${name}'`;

	test.each([
		['both spellings', '{"topK":1,"top_k":2}', taken('generation_config', '_top_k', 'top_k')],
		['one spelling', '{"topK":1,"topK":2}', taken('generation_config', '_top_k', 'topK')],
		['an escaped spelling', '{"topK":1,"top\\u004b":2}', taken('generation_config', '_top_k', 'topK')],
	])('in %s', async (_, config, line) => {
		const body = `{"contents":[{"parts":[{"text":"x, [{\\"topK\\":1,"}]}],"generationConfig":${config},}`;
		expect(await refusal(GEMINI, body)).toEqual({ lines: [line], fields: ['generation_config'] });
	});

	test('at the root, in a list, and as members of a oneof', async () => {
		const contents = '"contents":[{"parts":[{"text":"a"}]},{"parts":[{"text":"b"}],"parts":[{"text":"c"}]}]';
		expect((await refusal(GEMINI, `{${contents}}`)).lines).toEqual([taken('contents[1]', '_parts', 'parts')]);
		const twice = { ...withPart({ text: 'x' }), systemInstruction: {}, system_instruction: {} };
		expect((await refusal(GEMINI, twice)).lines).toEqual([
			taken('', '_system_instruction', 'system_instruction'),
		]);
		const both = withPart({ text: 'x', inlineData: { mimeType: 'image/png', data: 'AAAA' } });
		expect((await refusal(GEMINI, both)).lines).toEqual([
			taken('contents[0].parts[0]', 'data', 'inlineData'),
		]);
		const job = { ...supervised(), preTunedModel: { tunedModelName: 'x' } };
		expect((await refusal(`POST ${parent(emulator)}/tuningJobs`, job)).lines).toEqual([
			taken('tuning_job', 'source_model', 'preTunedModel'),
		]);
	});

	test('as keys of a map and of arguments', async () => {
		const labels = `{"contents":[{"role":"user","parts":[{"text":"x"}]}],"labels":{"a":"1","a":"2"}}`;
		expect((await refusal(vertex(), labels)).lines).toEqual([
			`Invalid JSON payload received. Unknown name "a" at 'labels': Repeated map key: 'a' is already set.`,
		]);
	});

	test('null beside a value doesn’t count', async () => {
		const body = withConfig({ topK: null, top_k: 2 });
		expect((await send(emulator, GEMINI, { body })).status).toBe(200);
	});
});

describe('parts without content', () => {
	test('are all listed by the Gemini API', async () => {
		const body = {
			contents: [{ parts: [{ text: 'x' }, {}] }, { parts: [{ thought: true }] }],
			systemInstruction: { parts: [{ mediaResolution: { level: 'MEDIA_RESOLUTION_LOW' } }] },
		};
		const line = (at: string) =>
			`* GenerateContentRequest.${at}.data: required oneof field 'data' must have one initialized field`;
		expect((await refusal(GEMINI, body)).lines).toEqual([
			line('contents[0].parts[1]'),
			line('contents[1].parts[0]'),
			line('system_instruction.parts[0]'),
			'',
		]);
	});

	test.each([{}, { thought: true }, { thoughtSignature: 'AAAA' }, { text: null }, { text: '' }])(
		'%j is refused by Vertex AI',
		async (part) => {
			const message = expect.stringContaining('it must have a text parameter');
			expect(await refusal(vertex(), withPart(part))).toMatchObject({ lines: [message] });
			const instructed = { ...withPart({ text: 'x' }), systemInstruction: { parts: [part] } };
			expect(await refusal(vertex(), instructed)).toMatchObject({ lines: [message] });
		},
	);

	test('a tool without a type is refused', async () => {
		const body = { ...withPart({ text: 'x' }), tools: [{ functionDeclarations: [] }] };
		expect((await refusal(GEMINI, body)).lines).toEqual([
			"tools[0].tool_type: required one_of 'tool_type' must have one initialized field",
		]);
	});
});

describe('errors of streams', () => {
	const stream = (line: string, query = '') =>
		line.replace(':generateContent', `:streamGenerateContent${query}`).replace('POST ', '');
	const ask = async (path: string, authorization = `Bearer ${emulator.accessToken}`) => {
		const response = await fetch(emulator.url + path, {
			method: 'POST',
			headers: { authorization },
			body: JSON.stringify({ contents: [] }),
		});
		return {
			status: response.status,
			type: response.headers.get('content-type'),
			text: await response.text(),
		};
	};

	test.each(['gemini', 'vertex'])(
		'of %s are a list of one error, or the bare error with alt=sse',
		async (which) => {
			const line = which === 'gemini' ? GEMINI : vertex();
			const plain = await ask(stream(line));
			expect(plain).toMatchObject({ status: 400, type: 'application/json; charset=UTF-8' });
			expect(plain.text).toMatch(/^\[\{\n {2}"error": \{\n {4}"code": 400,\n[^]*\}\n\]\n$/);
			expect(JSON.parse(plain.text)).toMatchObject([{ error: { status: 'INVALID_ARGUMENT' } }]);
			const sse = await ask(stream(line, '?alt=sse'));
			expect(sse).toMatchObject({ status: 400, type: 'text/event-stream' });
			expect(sse.text).toMatch(/^\{\n {2}"error": \{\n {4}"code": 400,\n[^]*\}\n$/);
		},
	);

	test('have the same form for credentials, limits and faults', async () => {
		const path = stream(vertex());
		expect(JSON.parse((await ask(path, 'Bearer nobody')).text)).toMatchObject([{ error: { code: 401 } }]);
		emulator.faults.add({ kind: 'error', status: 'UNAVAILABLE', times: 1 });
		expect(JSON.parse((await ask(path)).text)).toMatchObject([{ error: { code: 503 } }]);
		emulator.limits.set({ perMinute: 1, burst: 0 });
		expect(JSON.parse((await ask(path)).text)).toMatchObject([{ error: { code: 429 } }]);
		emulator.limits.set({});
	});
});
