/** What lists offer for Vertex AI. */
import type { INodeListSearchResult, INodeParameters } from 'n8n-workflow';
import { listSearch } from '../../../engine/listSearch.ts';
import type { Scene } from '../../scene.ts';
import { locator, setScene } from '../../scene.ts';

let scene: Scene;

beforeEach(async () => {
	scene = await setScene('vertex');
});

afterEach(async () => await scene.emulator.close());

const search = async (
	method: string,
	filter = '',
	parameters: INodeParameters = {},
): Promise<INodeListSearchResult> =>
	await listSearch(scene.node('geminiCreateTunedModel', parameters), method, {
		credentials: scene.credentials,
		filter,
	});

const names = ({ results }: INodeListSearchResult) => results.map(({ name }) => name);

it('tuned models are picked by their jobs, which have names from the first moment', async () => {
	await scene.trained('Number Predictor');
	const { name } = await scene.train('Running');
	const { results } = await search('searchTunedModels');
	expect(results).toHaveLength(2);
	expect(results).toContainEqual({
		name: `Running (${String(name).replace(/^.*\//, '')}, pending)`,
		value: name,
	});
	expect(names(await search('searchTunedModels', 'predict'))).toEqual([
		expect.stringMatching(/^Number Predictor \(\d+\)$/),
	]);
});

it('tuned models are those of the location that the panel shows', async () => {
	await scene.train('Number Predictor');
	const elsewhere = { location: locator('name', 'europe-west4') };
	expect(await search('searchTunedModels', '', elsewhere)).toEqual({ results: [] });
	expect(scene.seen()[0]?.request).toMatch(/\/locations\/europe-west4\/tuningJobs$/);
});

it('words of the Gemini API’s own search are words like others', async () => {
	await scene.train('owner:me');
	expect(names(await search('searchTunedModels', 'owner:me'))).toHaveLength(1);
	expect(scene.seen()[0]?.query).toEqual({ pageSize: '50' });
});

it('base models are those of the table, with where and how they are tuned', async () => {
	const { results } = await search('searchBaseModels', '3.5');
	expect(results).toEqual([
		{
			name: 'Gemini 3.5 Flash (gemini-3.5-flash)',
			value: 'gemini-3.5-flash',
			description: 'Adapter sizes 1, 2, 4, 8, 16, tuned in us-central1 and europe-west4',
		},
		expect.objectContaining({ value: 'gemini-3.5-flash-lite' }),
	]);
	expect(scene.seen()).toEqual([]);
});

it('buckets are those of the project, with where they lie', async () => {
	await scene.train('Number Predictor');
	expect(await search('searchBuckets')).toEqual({
		results: [{ name: 'scene (US-CENTRAL1)', value: 'scene' }],
	});
	expect(await search('searchBuckets', 'other')).toEqual({ results: [] });
});

it('locations are known without asking anybody', async () => {
	expect(names(await search('searchLocations'))).toEqual([
		'us-central1 (tuning)',
		'europe-west4 (tuning)',
		'us (responses of tuned models)',
		'eu (responses of tuned models)',
		'global (base models)',
	]);
	expect(names(await search('searchLocations', 'EUROPE'))).toEqual(['europe-west4 (tuning)']);
	expect(scene.seen()).toEqual([]);
});

it('explains an error', async () => {
	const { identities, project: id } = scene.emulator;
	identities.addProject({ id, disabledServices: ['aiplatform.googleapis.com'] });
	await expect(search('searchTunedModels')).rejects.toThrow(
		/aiplatform\.googleapis\.com is not enabled in project emulator-project/,
	);
});
