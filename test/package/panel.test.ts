import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type {
	IBinaryData,
	IDataObject,
	INodeParameters,
	INodeProperties,
	INodeType,
	NodeParameterValueType,
} from 'n8n-workflow';
import {
	GeminiCreateTunedModel,
	GeminiGenerateContent,
	GeminiTunedChatModel,
	GeminiTunedModel,
	GeminiWaitForTuningTrigger,
} from '../../index';
import { supplyChatModel } from '../engine/chatModel.ts';
import { poll } from '../engine/poll.ts';
import { runNode } from '../engine/run.ts';
import type { RunOptions } from '../engine/run.ts';
import type { EngineOptions, NodeSpec } from '../engine/workflow.ts';
import type { Api, Scene } from '../nodes/scene.ts';
import { setScene } from '../nodes/scene.ts';
import { fixtures } from './panelFixtures.ts';
import type { Rows } from './panelRows.ts';
import type { Table } from './panelTables.ts';
import { tables } from './panelTables.ts';
import { fieldsOf, isGroup, isOption, isProperty, offered, panelFor } from './panels.ts';
import type { Field } from './panels.ts';

const nodes: INodeType[] = [
	new GeminiCreateTunedModel(),
	new GeminiGenerateContent(),
	new GeminiTunedChatModel(),
	new GeminiTunedModel(),
	new GeminiWaitForTuningTrigger(),
];

const apis: readonly Api[] = ['gemini', 'vertex'];

it('covers every node of the package', () => {
	const manifest: { n8n: { nodes: string[] } } = JSON.parse(
		readFileSync(join(__dirname, '../../package.json'), 'utf8'),
	);
	expect(nodes.map(({ constructor }) => `${constructor.name}.node.js`)).toEqual(
		manifest.n8n.nodes.map((file) => basename(file)),
	);
});

/** An emulator for each service. */
const scenes = new Map<Api, Scene>();

/** The content of each emulator and the node it is for, until a run changes it: all runs of a node begin with the same. */
const unchanged = new Map<Api, { node: string; table: Table } | undefined>();

/** Google's methods that are sent by POST but change nothing. */
const readingMethod = /(?::(?:generateContent|streamGenerateContent|countTokens)|\/token)$/;

beforeAll(async () => {
	for (const api of apis) scenes.set(api, await setScene(api));
	for (const { emulator, credentials } of scenes.values()) {
		const { projectId, apiEndpoint } = credentials['1']?.data ?? {};
		credentials['2'] = {
			type: 'geminiTuningGoogleAuthApi',
			data: {
				projectId: projectId ?? '',
				apiEndpoint: apiEndpoint ?? '',
				privateKeyJson: JSON.stringify(emulator.serviceAccountKey),
			},
		};
	}
});

afterAll(async () => {
	for (const { emulator } of scenes.values()) await emulator.close();
});

/** What a run did as seen from outside: what Google received, what came out, or why it stopped. */
interface Trace {
	seen: string;
	output: string;
	error: string | null;
}

async function run(api: Api, type: INodeType, parameters: INodeParameters, label: string): Promise<Trace> {
	const scene = scenes.get(api);
	if (!scene) throw new Error(`There is no scene for ${api}`);
	const { name, polling } = type.description;
	const kept = unchanged.get(api);
	const table =
		kept?.node === name ? kept.table : await tables[api](scene, name === 'geminiCreateTunedModel');
	scene.emulator.requests.clear();
	const { items: usual = [{ text_input: 'one', output: 'two' }], rowsFor } = fixtures[name]?.[api] ?? {};
	const { items, file, more }: Rows = rowsFor?.[label] ?? { items: usual };
	const spec = scene.node(name, filledIn(merged(more, parameters), table), {
		credentials: {
			geminiTuningOAuth2Api: { id: '1', name: '1' },
			geminiTuningGoogleAuthApi: { id: '2', name: '2' },
		},
	});
	const options = { credentials: scene.credentials };
	const given = items.map((item) => ({
		json: { ...item, job: table.JOB },
		...(file !== undefined && { binary: { data: binaryOf(file) } }),
	}));
	const result = type.supplyData
		? converse(spec, options)
		: polling
			? Promise.all([poll(spec, { ...options, mode: 'manual' }), poll(spec, options)])
			: execute(spec, { ...options, items: given });
	const { output, error } = await result.then(
		(done) => ({ output: JSON.stringify(done), error: null }),
		(cause: Error) => ({ output: '', error: cause.message }),
	);
	const received = scene.emulator.requests.list();
	const isUnchanged = received.every(({ method, path }) => method === 'GET' || readingMethod.test(path));
	unchanged.set(api, isUnchanged ? { node: name, table } : undefined);
	const requests = received.map(({ method, path, query, headers, body }) => ({
		request: `${method} ${path}`,
		query,
		authorization: headers['authorization'],
		body,
	}));
	const [seen = '', told = ''] = masked(table.ids, JSON.stringify(requests), output);
	return { seen, output: told, error };
}

async function execute(spec: NodeSpec, options: RunOptions): Promise<IDataObject[]> {
	const done = await runNode(spec, options);
	const error = done.error();
	if (error) throw error;
	return done.json('Node');
}

/** What a chat model says. */
async function converse(spec: NodeSpec, options: EngineOptions): Promise<string> {
	const { model } = await supplyChatModel(spec, options);
	return (await model.invoke([{ role: 'user', content: 'one' }])).text;
}

function binaryOf(content: string | Buffer): IBinaryData {
	const isText = typeof content === 'string';
	return {
		data: Buffer.from(content).toString('base64'),
		mimeType: isText ? 'application/jsonl' : '',
		fileName: isText ? 'rows.jsonl' : 'rows.xlsx',
	};
}

/** What stands on the panel besides, and the parameters, collections joined. */
function merged(more: INodeParameters = {}, parameters: INodeParameters): INodeParameters {
	const joined = Object.entries(more).map(([name, value]) => {
		const own = parameters[name];
		return [name, isCollection(value) && isCollection(own) ? { ...value, ...own } : (own ?? value)];
	});
	return { ...parameters, ...Object.fromEntries(joined) };
}

function isCollection(value: unknown): value is INodeParameters {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Parameters with what is on the table in place of the words for it. */
function filledIn(parameters: INodeParameters, table: Table): INodeParameters {
	const text = JSON.stringify(parameters);
	return JSON.parse(
		text.replace(/"(MODEL|OTHER|BATCH)"/g, (_, word: 'MODEL' | 'OTHER' | 'BATCH') => `"${table[word]}"`),
	);
}

/**
 * Texts without what is random in every answer; long numbers are IDs, told apart by where they first appear.
 *
 * @param before what holds the IDs that there were before the run
 */
function masked(before: string, ...texts: string[]): string[] {
	const ids = new Map<string, string>();
	for (const [digits] of before.matchAll(/\d{13,}/g)) ids.set(digits, ids.get(digits) ?? `#${ids.size}`);
	const idOf = (digits: string): string => {
		const id = ids.get(digits) ?? `#${ids.size}`;
		ids.set(digits, id);
		return id;
	};
	return texts.map((text) =>
		text
			.replace(/"responseId":"[^"]*"/g, '')
			.replace(/"milliseconds":\d+/g, '')
			.replace(/(operations|permissions)\/\w+/g, '$1/_')
			.replace(/"[^"]*Time":"[^"]*"/g, '')
			.replace(/(prediction-model-)[\d-]+T[\d:.]+Z/g, '$1_')
			.replace(/"pageToken":"[^"]*"/g, '')
			.replace(/upload_id":"[^"]*"|"holder\\?":\\?"[^"]*"|"generation[^"]*":"[^"]*"/g, '')
			.replace(/\d{13,}/g, idOf),
	);
}

const traces = new Map<string, Promise<Trace>>();

/** The trace of a panel, run once on the rows of a field. */
function trace(api: Api, type: INodeType, parameters: INodeParameters, label: string): Promise<Trace> {
	const { name } = type.description;
	const rows = fixtures[name]?.[api].rowsFor?.[label] && label;
	const key = JSON.stringify([api, name, parameters, rows]);
	const known = traces.get(key) ?? run(api, type, parameters, label);
	traces.set(key, known);
	return known;
}

/** All fields whose values are chosen from a list. */
function choices(fields: Field[]): Field[] {
	return fields.filter(({ property: { type } }) => type === 'options' || type === 'multiOptions');
}

/** Numbers by their size, all else by the alphabet. */
function inOrder(labels: string[]): string[] {
	const areNumbers = labels.every((label) => /^\d+$/.test(label));
	return areNumbers ? [...labels].sort((a, b) => Number(a) - Number(b)) : [...labels].sort();
}

/** All values that a field can have. */
function valuesOf(name: string, properties: INodeProperties[]): Array<string | number | boolean> {
	return properties
		.filter((property) => property.name === name)
		.flatMap((property) => (property.type === 'boolean' ? [true, false] : offered(property)));
}

function everyList(properties: INodeProperties[]): INodeProperties[] {
	return properties.flatMap((property) => [
		property,
		...everyList((property.options ?? []).filter(isProperty)),
		...(property.options ?? []).filter(isGroup).flatMap(({ values }) => everyList(values)),
	]);
}

const panels = nodes.flatMap((type) => apis.map((api) => [type.description.name, api, type] as const));

describe.each(panels)('%s at %s', (name, api, type) => {
	const properties = panelFor(api, type.description.properties);
	const fixture = fixtures[name]?.[api];
	const samples = fixture?.samples ?? {};
	const known = Object.fromEntries(
		properties.flatMap((property) =>
			samples[property.name] === undefined ? [] : [[property.name, samples[property.name]]],
		),
	);
	const fields = fieldsOf(properties, samples);
	const panel = (parameters: INodeParameters): INodeParameters => ({ ...known, ...parameters });

	it('is known to this test', () => expect(fixture).toBeDefined());

	it('lists in alphabetical order, without doublets, and starts with what it lists', () => {
		for (const { name: field, type: kind, options = [], default: preset } of everyList(properties)) {
			const entries = options.filter(isOption);
			const labels = options.map((entry) => ('displayName' in entry ? entry.displayName : entry.name));
			const values = entries.map(({ value }) => value);
			if (kind !== 'fixedCollection') expect({ field, labels }).toEqual({ field, labels: inOrder(labels) });
			expect({ field, values: new Set(values).size }).toEqual({ field, values: values.length });
			if (kind === 'options') expect(values).toContain(preset);
			if (kind === 'multiOptions') expect(values).toEqual(expect.arrayContaining([preset].flat()));
		}
	});

	it('describes every operation, and has a search for every list', () => {
		const operations = properties.filter((property) => property.name === 'operation');
		for (const option of operations.flatMap(({ options = [] }) => options.filter(isOption))) {
			expect(option).toMatchObject({ action: expect.any(String), description: expect.any(String) });
		}
		const searches = everyList(properties)
			.flatMap(({ modes = [] }) => modes)
			.flatMap(({ typeOptions }) => typeOptions?.searchListMethod ?? []);
		expect(Object.keys(type.methods?.listSearch ?? {})).toEqual(expect.arrayContaining(searches));
	});

	it('shows each field under values that are offered', () => {
		for (const { name: field, displayOptions } of properties) {
			for (const [condition, values = []] of Object.entries(displayOptions?.show ?? {})) {
				if (condition === '@tool') continue;
				const possible = valuesOf(condition, type.description.properties);
				expect({ field, condition, possible }).toEqual({
					field,
					condition,
					possible: expect.arrayContaining(values),
				});
				const here = valuesOf(condition, properties).filter((value) => values.includes(value));
				expect({ field, condition, here }).not.toMatchObject({ here: [] });
			}
		}
	});

	for (const { label, property, set } of choices(fields)) {
		it(`handles every option of ${label}, each in its own way`, async () => {
			const doers = new Map<string, string>();
			for (const value of offered(property)) {
				const done = await trace(
					api,
					type,
					panel(set(property.type === 'multiOptions' ? [value] : value)),
					label,
				);
				const mayStop = fixture?.stops?.includes(`${label}=${value}`) ?? false;
				expect({ value, error: done.error }).toEqual({ value, error: mayStop ? expect.any(String) : null });
				const did = JSON.stringify(done);
				expect({ value, doesTheSameAs: doers.get(did) }).toEqual({ value, doesTheSameAs: undefined });
				doers.set(did, String(value));
			}
		});

		// The credential is chosen with its type; neither takes an expression.
		if (property.noDataExpression || property.name === 'authentication') continue;
		it(`refuses what ${label} does not offer`, async () => {
			const value = property.type === 'multiOptions' ? '={{ ["not offered"] }}' : '={{ "not offered" }}';
			expect((await trace(api, type, panel(set(value)), label)).error).toEqual(expect.any(String));
		});
	}

	for (const { label, property, isAdded, set, without } of fields) {
		if (!isAdded && property.type !== 'boolean') continue;
		if (fixture?.quiet?.includes(property.name)) continue;
		it(`lets ${label} make a difference`, async () => {
			const value = samples[property.name] ?? sampleOf(property);
			const done = await trace(api, type, panel(set(value)), label);
			if (!fixture?.stops?.includes(`${label}=${value}`)) expect(done.error).toBeNull();
			expect(done).not.toEqual(await trace(api, type, panel(without), label));
		});
	}
});

function sampleOf(property: INodeProperties): NodeParameterValueType {
	if (property.type === 'boolean') return property.default !== true;
	if (property.type === 'options') return offered(property).find((value) => value !== property.default) ?? '';
	if (property.type !== 'fixedCollection') return property.default;
	const [group] = (property.options ?? []).filter(isGroup);
	const entry = Object.fromEntries(
		(group?.values ?? []).map((inner) => [inner.name, inner.default || 'text']),
	);
	return { [group?.name ?? '']: [entry] };
}
