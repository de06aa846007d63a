import type { INodeProperties } from 'n8n-workflow';
import type { Capabilities } from '../../../../nodes/shared/google/capabilities';
import { createGeminiBackend } from '../../../../nodes/shared/google/gemini/geminiBackend';
import { createVertexBackend } from '../../../../nodes/shared/google/vertex/vertexBackend';
import {
	apiProperty,
	apisThat,
	capabilitiesOf,
	shownFor,
	shownWhere,
} from '../../../../nodes/shared/panel/apis';

const waiting = { sleep: async () => await Promise.resolve(), random: () => 0.5 };
const unused = async () => await Promise.reject(new Error('Nothing is sent'));
const backends = {
	gemini: createGeminiBackend({
		http: unused,
		openStream: unused,
		origin: 'https://example.com',
		...waiting,
	}),
	vertex: createVertexBackend({
		http: unused,
		raw: unused,
		openStream: unused,
		endpoint: '',
		place: { project: 'p', location: 'us-central1' },
		now: () => 0,
		newId: () => 'id',
		...waiting,
	}),
};

const field: INodeProperties = { displayName: 'Field', name: 'field', type: 'string', default: '' };

describe.each(['gemini', 'vertex'] as const)('the capabilities of %s', (api) => {
	const backend = backends[api];

	it('is what panels are drawn from', () => {
		expect(backend.kind).toBe(api);
		expect(backend.supports).toBe(capabilitiesOf[api]);
	});

	it.each<[keyof Capabilities, keyof typeof backend]>([
		['sharing', 'sharing'],
		['registry', 'registry'],
		['rebase', 'rebase'],
		['countTokens', 'countTokens'],
		['storage', 'createFromStored'],
		['storage', 'listBuckets'],
	])('is what it has: %s', (capability, member) => {
		expect(backend.supports[capability]).toBe(backend[member] !== undefined);
	});
});

describe('a field', () => {
	it('is shown where the service can do what it is for', () => {
		expect(shownWhere(({ sharing }) => sharing, field).displayOptions).toEqual({
			show: { '/api': ['gemini'] },
		});
		expect(shownWhere(({ storage }) => storage, field).displayOptions).toEqual({
			show: { '/api': ['vertex'] },
		});
	});

	it('is as it was where every service can', () => {
		expect(shownWhere(() => true, field)).toBe(field);
	});

	it('keeps its own conditions, and narrows down those of before', () => {
		const conditional: INodeProperties = {
			...field,
			displayOptions: { show: { other: [true] }, hide: { third: [1] } },
		};
		const narrowed = shownFor(
			'vertex',
			shownWhere(() => true, conditional),
		);
		expect(narrowed.displayOptions).toEqual({
			show: { other: [true], '/api': ['vertex'] },
			hide: { third: [1] },
		});
		expect(shownFor('gemini', narrowed).displayOptions?.show?.['/api']).toEqual([]);
	});
});

it('names every service once', () => {
	expect(apiProperty.options).toEqual(
		apisThat(() => true).map((value) => expect.objectContaining({ value })),
	);
	expect(apiProperty).toMatchObject({ default: 'vertex', noDataExpression: true });
});
