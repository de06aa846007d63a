import { once } from 'node:events';
import { createServer } from 'node:http';
import type { INodeListSearchResult } from 'n8n-workflow';
import { listSearch } from '../../../engine/listSearch.ts';
import type { Scene } from '../../scene.ts';
import { anHour, setScene } from '../../scene.ts';

let scene: Scene;

beforeEach(async () => {
	scene = await setScene();
});

afterEach(async () => await scene.emulator.close());

const search = async (
	method: string,
	filter?: string,
	paginationToken?: string,
): Promise<INodeListSearchResult> =>
	await listSearch(scene.node('geminiCreateTunedModel', {}), method, {
		credentials: scene.credentials,
		...(filter !== undefined && { filter }),
		...(paginationToken !== undefined && { paginationToken }),
	});

/** Starts many short jobs at once and lets them end. */
async function trainMany(count: number, nameOf: (index: number) => string): Promise<void> {
	for (let i = 0; i < count; i++)
		await scene.train(nameOf(i), { epochCount: 1, batchSize: 15, modelId: `model-${i}` });
	scene.emulator.clock.advance(anHour);
}

describe('tuned models', () => {
	it('shows name, ID and what is not ready, and picks the resource name', async () => {
		await scene.trained('Number Predictor', { modelId: 'first' });
		await scene.train('', { modelId: 'second' });
		expect(await search('searchTunedModels')).toEqual({
			results: [
				{ name: 'Number Predictor (first)', value: 'tunedModels/first' },
				{ name: 'second, running', value: 'tunedModels/second' },
			],
		});
	});

	it('has pages', async () => {
		await trainMany(60, (i) => `Model ${i}`);
		const { results, paginationToken } = await search('searchTunedModels');
		expect(results).toHaveLength(50);
		const rest = await search('searchTunedModels', undefined, paginationToken);
		expect(rest.results).toHaveLength(10);
		expect(rest.paginationToken).toBeUndefined();
	});

	it.each([
		['redictor', ['Number Predictor (first)']],
		['FIRST', ['Number Predictor (first)']],
		['roman', ['Number Predictor (first)']],
		['no such', []],
	])('finds parts of names, IDs and descriptions: %j', async (filter, names) => {
		await scene.trained('Number Predictor', { modelId: 'first', description: 'also Roman ones' });
		await scene.trained('Other', { modelId: 'second' });
		const { results } = await search('searchTunedModels', filter);
		expect(results.map(({ name }) => name)).toEqual(names);
	});

	it('searches on until a page holds a match', async () => {
		await trainMany(105, (i) => (i === 104 ? 'Needle' : `Hay ${i}`));
		expect(await search('searchTunedModels', 'needle')).toEqual({
			results: [{ name: 'Needle (model-104)', value: 'tunedModels/model-104' }],
		});
	});

	it('leaves Google’s own operators to Google', async () => {
		await scene.trained('Number Predictor');
		expect((await search('searchTunedModels', 'owner:me')).results).toHaveLength(1);
		expect(scene.seen()[0]?.query).toEqual({ filter: 'owner:me', pageSize: '50' });
	});

	it('explains an error', async () => {
		scene.emulator.identities.addProject({
			id: scene.emulator.project,
			disabledServices: ['generativelanguage.googleapis.com'],
		});
		await expect(search('searchTunedModels')).rejects.toThrow(/is not enabled in project emulator-project/);
	});
});

describe('base models', () => {
	it('lists those that Google lets be tuned', async () => {
		expect((await search('searchBaseModels')).results).toEqual([
			expect.objectContaining({
				name: 'Gemini 1.0 Pro 001 (Tuning) (gemini-1.0-pro-001)',
				value: 'models/gemini-1.0-pro-001',
			}),
			expect.objectContaining({ value: 'models/gemini-1.5-flash-001-tuning' }),
		]);
	});

	it('filters by name', async () => {
		const { results } = await search('searchBaseModels', 'flash');
		expect(results.map(({ value }) => value)).toEqual(['models/gemini-1.5-flash-001-tuning']);
		expect((await search('searchBaseModels', '3.7')).results).toEqual([]);
	});

	it('shows a note if Google offers no model', async () => {
		const models = [
			{ name: 'models/gemini-3.7-flash', supportedGenerationMethods: ['generateContent', 'countTokens'] },
		];
		const server = createServer((_request, response) => response.end(JSON.stringify({ models })));
		await once(server.listen(0, '127.0.0.1'), 'listening');
		const address = server.address();
		const port = typeof address === 'object' ? address?.port : undefined;
		Object.assign(scene.credentials['1']?.data ?? {}, { apiEndpoint: `http://127.0.0.1:${port}` });
		const { results } = await search('searchBaseModels');
		server.close();
		expect(results).toEqual([
			expect.objectContaining({
				name: expect.stringContaining('No Model for Tuning'),
				value: '',
				description: expect.stringContaining('May 2025'),
			}),
		]);
	});
});
