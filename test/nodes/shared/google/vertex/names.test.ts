import { vertexHost } from '../../../../../nodes/shared/google/vertex/hosts.ts';
import {
	isSame,
	parsePublisherModel,
	parseResource,
	publisherModelName,
	resourceName,
} from '../../../../../nodes/shared/google/vertex/resourceNames.ts';

const place = { project: 'my-project', location: 'us-central1' };
const elsewhere = { project: '123', location: 'europe-west4' };

it.each([
	['456', { ...place, collection: 'tuningJobs', id: '456' }],
	[' tuningJobs/456 ', { ...place, collection: 'tuningJobs', id: '456' }],
	['endpoints/7', { ...place, collection: 'endpoints', id: '7' }],
	['models/8@2', { ...place, collection: 'models', id: '8', version: '2' }],
	['projects/123/locations/europe-west4/models/8', { ...elsewhere, collection: 'models', id: '8' }],
	['projects/123/locations/europe-west4/endpoints/7', { ...elsewhere, collection: 'endpoints', id: '7' }],
	[
		'https://europe-west4-aiplatform.googleapis.com/v1/projects/123/locations/europe-west4/endpoints/7:generateContent',
		{ ...elsewhere, collection: 'endpoints', id: '7' },
	],
	[
		'projects/123/locations/europe-west4/tuningJobs/9/operations/1',
		{ ...elsewhere, collection: 'tuningJobs', id: '9' },
	],
	['vertex_ai/456', { ...place, collection: 'tuningJobs', id: '456' }],
	['vertex_ai/gemini/456', { ...place, collection: 'tuningJobs', id: '456' }],
	['vertex_ai/endpoints/7', { ...place, collection: 'endpoints', id: '7' }],
	[
		'//aiplatform.googleapis.com/projects/123/locations/europe-west4/models/8',
		{ ...elsewhere, collection: 'models', id: '8' },
	],
	[
		'https://console.cloud.google.com/vertex-ai/online-prediction/locations/europe-west4/endpoints/7?project=123',
		{ ...elsewhere, collection: 'endpoints', id: '7' },
	],
	[
		'https://console.cloud.google.com/vertex-ai/models/locations/europe-west4/models/8/versions/2?pageState=(%22f%22)&project=123',
		{ ...elsewhere, collection: 'models', id: '8', version: '2' },
	],
])('%s names something in a project', (text, resource) => {
	expect(parseResource(text, place)).toEqual(resource);
});

it.each(['gemini-3.5-flash', 'models/gemini-3.5-flash', 'publishers/google/models/gemini-3.5-flash', ''])(
	'%j names nothing in a project',
	(text) => {
		expect(parseResource(text, place)).toBeUndefined();
	},
);

it.each([
	['gemini-3.5-flash', 'google', 'gemini-3.5-flash'],
	['models/gemini-3.5-flash', 'google', 'gemini-3.5-flash'],
	['publishers/google/models/gemini-3.5-flash', 'google', 'gemini-3.5-flash'],
	[
		'https://us-central1-aiplatform.googleapis.com/v1/projects/p/locations/l/publishers/google/models/gemini-3.5-flash:generateContent',
		'google',
		'gemini-3.5-flash',
	],
	['vertex_ai/gemini-3.5-flash', 'google', 'gemini-3.5-flash'],
	['vertex_ai/gemini/gemini-3.5-flash', 'google', 'gemini-3.5-flash'],
	['gemini/gemini-3.5-flash', 'google', 'gemini-3.5-flash'],
	['google/gemini-3.5-flash', 'google', 'gemini-3.5-flash'],
	['vertex_ai/meta/llama-3', 'meta', 'llama-3'],
	['meta/llama3_1@llama-3.1-8b-instruct', 'meta', 'llama3_1@llama-3.1-8b-instruct'],
])('%s is a base model', (text, publisher, model) => {
	expect(parsePublisherModel(text)).toEqual({ publisher, model });
});

it.each([
	'..',
	'models/..',
	'projects/../locations/us-central1/endpoints/7',
	'projects/p/locations/../endpoints/7',
	'projects//locations/us-central1/endpoints/7',
	'/endpoints/7',
	'endpoints/7/',
	'endpoints%2f7',
	'endpoints/7?x',
	'endpoints/7#x',
	'gemini-3.5-flash x',
	'gemini-3.5-flash\r\nx: y',
	'a\\b',
])('rejects %j with the reason', (text) => {
	for (const read of [() => parseResource(text, place), () => parsePublisherModel(text)])
		expect(read).toThrow(/can't be the name of a model, job or endpoint: it contains/);
});

it.each([
	['tunedModels/number-predictor', "set 'API' to 'Gemini API'"],
	['endpoints/abc', 'the number of a tuning job or endpoint'],
	['tuningJobs/x', 'the number of a tuning job or endpoint'],
	['projects/p/locations/l/endpoints/x', 'the number of a tuning job or endpoint'],
	['https://example.com/x', 'the number of a tuning job or endpoint'],
	['a/b/c', 'the number of a tuning job or endpoint'],
	['', 'the number of a tuning job or endpoint'],
])('%j is explained', (text, description) => {
	expect(parseResource(text, place)).toBeUndefined();
	expect(() => parsePublisherModel(text)).toThrow(
		expect.objectContaining({ description: expect.stringContaining(description) }),
	);
});

it('writes names back', () => {
	const name = 'projects/123/locations/europe-west4/models/8@2';
	const resource = parseResource(name, place);
	expect(resource && resourceName(resource)).toBe(name);
	expect(publisherModelName({ publisher: 'google', model: 'gemini-3.5-flash' }, place)).toBe(
		'projects/my-project/locations/us-central1/publishers/google/models/gemini-3.5-flash',
	);
});

it('treats the project’s ID and number as equal', () => {
	const [byId, byNumber] = ['my-project', '123'].map(
		(project) => `projects/${project}/locations/us-central1/models/8`,
	);
	expect(isSame(byId, `${byNumber}@1`, place)).toBe(true);
	expect(isSame(byId, 'projects/123/locations/us-central1/models/9', place)).toBe(false);
	expect(isSame(byId, 'projects/123/locations/europe-west4/models/8', place)).toBe(false);
	expect(isSame(byId, 'projects/123/locations/us-central1/endpoints/8', place)).toBe(false);
	expect(isSame(undefined, undefined, place)).toBe(false);
});

it.each([
	['us-central1', 'us-central1-aiplatform.googleapis.com'],
	['northamerica-northeast1', 'northamerica-northeast1-aiplatform.googleapis.com'],
	['global', 'aiplatform.googleapis.com'],
	['us', 'aiplatform.us.rep.googleapis.com'],
	['eu', 'aiplatform.eu.rep.googleapis.com'],
])('%s is served at %s', (location, host) => {
	expect(vertexHost(location)).toBe(host);
});

it.each(['', 'evil.example', 'evil.example/', 'us-central1.evil.example#', 'us central1', 'a@b', '..', 'US'])(
	'%j leads to no host',
	(location) => {
		expect(() => vertexHost(location)).toThrow(/is not a Google Cloud location/);
	},
);
