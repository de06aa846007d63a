import { vertexHost } from '../../../../../nodes/shared/backend/vertex/hosts.ts';
import {
	isSame,
	parsePublisherModel,
	parseResource,
	publisherModelName,
	resourceName,
} from '../../../../../nodes/shared/backend/vertex/names.ts';

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
	['meta/llama3_1@llama-3.1-8b-instruct', 'meta', 'llama3_1@llama-3.1-8b-instruct'],
])('%s is a base model', (text, publisher, model) => {
	expect(parsePublisherModel(text)).toEqual({ publisher, model });
});

it('writes names back', () => {
	const name = 'projects/123/locations/europe-west4/models/8@2';
	const resource = parseResource(name, place);
	expect(resource && resourceName(resource)).toBe(name);
	expect(publisherModelName({ publisher: 'google', model: 'gemini-3.5-flash' }, place)).toBe(
		'projects/my-project/locations/us-central1/publishers/google/models/gemini-3.5-flash',
	);
});

it('knows a resource by the project’s ID and by its number', () => {
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
