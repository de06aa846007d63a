import { startEmulator } from '../../emulator/api.ts';
import type { Emulator } from '../../emulator/api.ts';
import { create, send, tuning } from './support.ts';

interface Page {
	tunedModels?: Array<{
		name: string;
		displayName?: string;
		description?: string;
		updateTime: string;
		temperature: number;
	}>;
	nextPageToken?: string;
}

let emulator: Emulator;

beforeEach(async () => {
	emulator = await startEmulator({ clock: 'held' });
});
afterEach(async () => await emulator.close());

const list = async (query = '', sending = {}) =>
	(await send<Page>(emulator, `GET /v1beta/tunedModels${query}`, sending)).body;
const ids = ({ tunedModels = [] }: Page) => tunedModels.map(({ name }) => name.replace('tunedModels/', ''));

async function createMany(count: number): Promise<string[]> {
	const made = Array.from({ length: count }, (_, i) => `model-${String(i).padStart(2, '0')}`);
	for (const id of made) await create(emulator, id);
	return made;
}

test('an empty list is an empty object', async () => {
	expect(await list()).toEqual({});
});

test('pages contain ten models by default, oldest first, each model once and complete', async () => {
	const made = await createMany(23);
	const first = await list();
	const second = await list(`?pageToken=${first.nextPageToken}`);
	const third = await list(`?page_token=${second.nextPageToken}`);
	expect([first, second, third].map((page) => ids(page).length)).toEqual([10, 10, 3]);
	expect([first, second, third].flatMap(ids)).toEqual(made);
	expect(third).not.toHaveProperty('nextPageToken');
	expect(ids(await list('?page_size=23'))).toEqual(made);
	expect(await list('?pageSize=23')).not.toHaveProperty('nextPageToken');
	expect((await send(emulator, 'GET /v1beta/tunedModels/model-07')).body).toEqual(first.tunedModels?.[7]);
});

test('the next page neither repeats nor skips models if some are created or deleted in between', async () => {
	await createMany(12);
	const first = await list('?pageSize=5');
	await send(emulator, 'DELETE /v1beta/tunedModels/model-01');
	await send(emulator, 'DELETE /v1beta/tunedModels/model-06');
	await create(emulator, 'newcomer');
	const second = await list(`?pageSize=5&pageToken=${first.nextPageToken}`);
	expect(ids(second)).toEqual(['model-05', 'model-07', 'model-08', 'model-09', 'model-10']);
});

test.each([
	'?pageToken=nonsense',
	'?pageSize=4&pageToken=TOKEN',
	'?pageSize=3&filter=x&pageToken=TOKEN',
	'?pageSize=-1',
	'?pageSize=x',
])('%p is refused: a page token is valid only for the same parameters', async (query) => {
	await createMany(4);
	const { nextPageToken = '' } = await list('?pageSize=3');
	const { status } = await send(emulator, `GET /v1beta/tunedModels${query.replace('TOKEN', nextPageToken)}`);
	expect(status).toBe(400);
});

test('a filter finds words in display name and description', async () => {
	await create(emulator, 'one', tuning({}, { displayName: 'Support tickets', description: 'by category' }));
	await create(emulator, 'two', tuning({}, { displayName: 'Support replies' }));
	expect(ids(await list('?filter=support'))).toEqual(['one', 'two']);
	expect(ids(await list('?filter=support%20CATEGORY'))).toEqual(['one']);
	expect(await list('?filter=invoice')).toEqual({});
	expect((await send(emulator, 'GET /v1beta/tunedModels?filter=owner:you')).status).toBe(400);
});

test('a filter selects by permission; without one, the list omits models shared with everyone', async () => {
	const stranger = emulator.identities.issueToken({ email: 'reader@example.com', homeProject: 'elsewhere' });
	for (const id of ['private', 'public', 'shared']) await create(emulator, id);
	const share = (id: string, body: object) =>
		send(emulator, `POST /v1beta/tunedModels/${id}/permissions`, { body });
	await share('public', { granteeType: 'EVERYONE', role: 'READER' });
	await share('shared', { granteeType: 'USER', emailAddress: 'reader@example.com', role: 'WRITER' });
	expect(ids(await list('', { token: stranger }))).toEqual(['shared']);
	expect(ids(await list('?filter=readers:everyone', { token: stranger }))).toEqual(['public']);
	expect(ids(await list('?filter=writers:me', { token: stranger }))).toEqual(['shared']);
	expect(ids(await list('?filter=owner:me', { token: stranger }))).toEqual([]);
	expect(ids(await list('?filter=owner:me'))).toEqual(['private', 'public', 'shared']);
});

test('a patch changes the fields of its mask, in either spelling, and updates updateTime', async () => {
	await create(emulator, 'job', tuning({}, { displayName: 'old', description: 'old' }));
	emulator.clock.advance(1000);
	const body = { displayName: 'new', description: 'new', temperature: 0.5 };
	for (const mask of ['displayName', 'display_name']) {
		const { body: model } = await send<{ createTime: string; updateTime: string }>(
			emulator,
			`PATCH /v1beta/tunedModels/job?updateMask=${mask}`,
			{ body },
		);
		expect(model).toMatchObject({ displayName: 'new', description: 'old', temperature: 1 });
		expect(Date.parse(model.updateTime) - Date.parse(model.createTime)).toBe(1000);
	}
	expect(
		await send(emulator, 'PATCH /v1beta/tunedModels/job?update_mask=temperature,description', { body }),
	).toMatchObject({
		body: { description: 'new', temperature: 0.5 },
	});
});

test('a patch without a mask changes the fields of the body, and an empty text clears', async () => {
	await create(emulator, 'job', tuning({}, { displayName: 'old', description: 'old' }));
	const body = { name: 'tunedModels/job', description: '', readerProjectNumbers: ['42'] };
	const { body: model } = await send(emulator, 'PATCH /v1beta/tunedModels/job', { body });
	expect(model).toMatchObject({ displayName: 'old', readerProjectNumbers: ['42'] });
	expect(model).not.toHaveProperty('description');
});

test.each(['baseModel', 'tuningTask', 'state', 'nonsense'])('%p cannot be patched', async (path) => {
	await create(emulator, 'job');
	const { status } = await send(emulator, `PATCH /v1beta/tunedModels/job?updateMask=${path}`, {
		body: { displayName: 'x' },
	});
	expect(status).toBe(400);
});

test('a deleted model doesn’t exist anymore', async () => {
	await create(emulator, 'generate-num-8122');
	expect(await send(emulator, 'DELETE /v1beta/tunedModels/generate-num-8122', { body: {} })).toMatchObject({
		status: 200,
		body: {},
	});
	expect(await send(emulator, 'GET /v1beta/tunedModels/generate-num-8122')).toMatchObject({
		status: 404,
		body: {
			error: {
				code: 404,
				message: 'Tuned model tunedModels/generate-num-8122 does not exist.',
				status: 'NOT_FOUND',
			},
		},
	});
	expect(await list()).toEqual({});
});

test('the available base models, two of them with tuning', async () => {
	interface Models {
		models: Array<{ name: string; supportedGenerationMethods: string[] }>;
		nextPageToken?: string;
	}
	const { body } = await send<Models>(emulator, 'GET /v1beta/models');
	const tunable = body.models.filter((model) =>
		model.supportedGenerationMethods.includes('createTunedModel'),
	);
	expect(tunable.map(({ name }) => name)).toEqual([
		'models/gemini-1.0-pro-001',
		'models/gemini-1.5-flash-001-tuning',
	]);
	expect(body.models.length).toBeGreaterThan(tunable.length);
	const page = await send<Models>(emulator, 'GET /v1beta/models?pageSize=1');
	expect(page.body.models).toEqual(body.models.slice(0, 1));
	expect(await send(emulator, 'GET /v1beta/models/gemini-1.5-flash-001-tuning')).toMatchObject({
		body: {
			inputTokenLimit: 16384,
			outputTokenLimit: 8192,
			temperature: 1,
			maxTemperature: 2,
			topP: 0.95,
			topK: 64,
		},
	});
	expect((await send(emulator, 'GET /v1beta/models/none')).status).toBe(404);
});
