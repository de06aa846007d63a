import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { INodeParameters, INodeProperties, INodeType, NodeParameterValueType } from 'n8n-workflow';
import type { Emulator } from '../../emulator/api.ts';
import {
	GeminiCreateTunedModel,
	GeminiGenerateContent,
	GeminiTunedModel,
	GeminiWaitForTuningTrigger,
} from '../../index';
import { poll, runNode } from '../engine.ts';
import type { Scene } from '../nodes/scene.ts';
import { locator, setScene } from '../nodes/scene.ts';
import { fieldsOf, isGroup, isOption, isProperty, offered } from './panels.ts';
import type { Field } from './panels.ts';

const nodes: INodeType[] = [
	new GeminiCreateTunedModel(),
	new GeminiGenerateContent(),
	new GeminiTunedModel(),
	new GeminiWaitForTuningTrigger(),
];

it('knows every node of the package', () => {
	const manifest: { n8n: { nodes: string[] } } = JSON.parse(
		readFileSync(join(__dirname, '../../package.json'), 'utf8'),
	);
	expect(nodes.map(({ constructor }) => `${constructor.name}.node.js`)).toEqual(
		manifest.n8n.nodes.map((file) => basename(file)),
	);
});

type Values = Readonly<Record<string, NodeParameterValueType>>;

/** Under which circumstances everything on a node's panel makes a difference. */
interface Fixture {
	/** Values for fields that need a sensible one, by their names. */
	samples: Values;
	/** `label=value` of what makes the node stop. */
	stops?: readonly string[];
}

const model = 'tunedModels/panel';

const fixtures: Readonly<Record<string, Fixture>> = {
	geminiCreateTunedModel: {
		samples: {
			baseModel: locator('id', 'gemini-1.5-flash-001-tuning'),
			tunedModel: locator('name', model),
			inputColumn: 'text_input',
			outputColumn: 'output',
			displayName: 'Panel',
			modelId: 'panel-two',
			description: 'of a panel',
			readerProjectNumbers: '123456789012',
			batchSize: 2,
			epochCount: 2,
			learningRate: 0.01,
			learningRateMultiplier: 2,
			temperature: 0.5,
			topK: 7,
			topP: 0.5,
		},
	},
	geminiGenerateContent: {
		samples: {
			tunedModel: locator('name', model),
			prompt: '[[block]]',
			text: 'one',
			category: 'HARM_CATEGORY_HARASSMENT',
			threshold: 'OFF',
			stopSequences: ['END'],
		},
		stops: ['options › ifBlocked=error'],
	},
	geminiTunedModel: {
		samples: {
			tunedModel: locator('name', model),
			jobName: '={{ $json.job }}',
			permission: locator('email', 'ada@example.com'),
			emailAddress: 'nathan@example.com',
			updateFields: { description: 'changed' },
			filter: 'no such model',
			displayName: 'Changed',
			description: 'changed',
			readerProjectNumbers: '123456789012',
			temperature: 0.5,
			topK: 7,
			topP: 0.5,
		},
	},
	geminiWaitForTuningTrigger: {
		samples: { displayName: 'Panel', tunedModels: { values: [{ tunedModel: locator('name', model) }] } },
	},
};

let scene: Scene;
let job: string;

/** One emulator for each node, emptied before each run: nothing but the parameters differs. */
beforeAll(async () => {
	scene = await setScene();
	const { emulator, credentials } = scene;
	const { projectId, apiEndpoint } = credentials['1']?.data ?? {};
	credentials['2'] = {
		type: 'geminiTuningGoogleAuthApi',
		data: {
			projectId: projectId ?? '',
			apiEndpoint: apiEndpoint ?? '',
			privateKeyJson: JSON.stringify(emulator.serviceAccountKey),
		},
	};
});

afterAll(async () => await scene.emulator.close());

/** What Google holds before each run: jobs that ended in every way, the newest still running. */
async function setTheTable({ emulator, train }: Scene): Promise<void> {
	const atOnce = { startMs: 0, stepMs: 0, finishMs: 0 };
	const slowly = { startMs: 0, stepMs: 1, finishMs: 1 };
	emulator.reset();
	Object.assign(emulator.durations, atOnce);
	await train('Panel', { modelId: 'panel' });
	emulator.clock.advance(1);
	emulator.faults.add({ kind: 'failJob' });
	await train('Failed', { modelId: 'failed' });
	emulator.faults.clear();
	Object.assign(emulator.durations, slowly);
	await train('Cancelled', { modelId: 'cancelled' });
	emulator.clock.advance(5);
	emulator.jobs.change('cancelled', 'cancel');
	const running = await train('Running', { modelId: 'running', epochCount: 100 });
	emulator.clock.advance(5);
	job = running.name ?? '';
	await share(emulator);
	emulator.requests.clear();
	Object.assign(emulator.durations, atOnce);
}

async function share({ url, accessToken, project }: Emulator): Promise<void> {
	await fetch(`${url}/v1beta/${model}/permissions`, {
		method: 'POST',
		headers: { authorization: `Bearer ${accessToken}`, 'x-goog-user-project': project },
		body: JSON.stringify({ granteeType: 'USER', emailAddress: 'ada@example.com', role: 'READER' }),
	});
}

/** What a run did as seen from outside: what Google received, what came out, or why it stopped. */
interface Trace {
	seen: string;
	output: string;
	error: string | null;
}

async function run(type: INodeType, parameters: INodeParameters): Promise<Trace> {
	await setTheTable(scene);
	const { name, polling } = type.description;
	const spec = scene.node(name, parameters, {
		credentials: {
			geminiTuningOAuth2Api: { id: '1', name: '1' },
			geminiTuningGoogleAuthApi: { id: '2', name: '2' },
		},
	});
	const options = { credentials: scene.credentials };
	const items = [{ json: { text_input: 'one', output: 'two', job } }];
	const result = polling
		? Promise.all([poll(spec, { ...options, mode: 'manual' }), poll(spec, options)])
		: runNode(spec, { ...options, items }).then((done) => {
				const error = done.error();
				if (error) throw error;
				return done.json('Node');
			});
	const { output, error } = await result.then(
		(done) => ({ output: JSON.stringify(done), error: null }),
		(cause: Error) => ({ output: '', error: cause.message }),
	);
	const requests = scene.emulator.requests.list().map(({ method, path, query, headers, body }) => ({
		request: `${method} ${path}`,
		query,
		authorization: headers['authorization'],
		body,
	}));
	return { seen: masked(JSON.stringify(requests)), output: masked(output), error };
}

/** Without what is random in every answer. */
function masked(text: string): string {
	return text
		.replace(/"responseId":"[^"]*"/g, '')
		.replace(/(operations|permissions)\/\w+/g, '$1/_')
		.replace(/"[^"]*Time":"[^"]*"/g, '')
		.replace(/"pageToken":"[^"]*"/g, '');
}

const traces = new Map<string, Promise<Trace>>();

/** The trace of a panel, run once. */
function trace(type: INodeType, parameters: INodeParameters): Promise<Trace> {
	const key = JSON.stringify([type.description.name, parameters]);
	const known = traces.get(key) ?? run(type, parameters);
	traces.set(key, known);
	return known;
}

/** All fields whose values are chosen from a list. */
function choices(fields: Field[]): Field[] {
	return fields.filter(({ property: { type } }) => type === 'options' || type === 'multiOptions');
}

function everyList(properties: INodeProperties[]): INodeProperties[] {
	return properties.flatMap((property) => [
		property,
		...everyList((property.options ?? []).filter(isProperty)),
		...(property.options ?? []).filter(isGroup).flatMap(({ values }) => everyList(values)),
	]);
}

describe.each(nodes.map((type) => [type.description.name, type] as const))('%s', (name, type) => {
	const { properties } = type.description;
	const fixture = fixtures[name];
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
			if (kind !== 'fixedCollection')
				expect({ field, labels }).toEqual({ field, labels: [...labels].sort() });
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
				const conditions = properties.filter((property) => property.name === condition);
				const possible = conditions.flatMap((property) =>
					property.type === 'boolean' ? [true, false] : offered(property),
				);
				expect({ field, condition, possible }).toEqual({
					field,
					condition,
					possible: expect.arrayContaining(values),
				});
			}
		}
	});

	for (const { label, property, set } of choices(fields)) {
		it(`handles every option of ${label}, each in its own way`, async () => {
			const doers = new Map<string, string>();
			for (const value of offered(property)) {
				const done = await trace(type, panel(set(property.type === 'multiOptions' ? [value] : value)));
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
			expect((await trace(type, panel(set(value)))).error).toEqual(expect.any(String));
		});
	}

	for (const { label, property, isAdded, set, without } of fields) {
		if (!isAdded && property.type !== 'boolean') continue;
		it(`lets ${label} make a difference`, async () => {
			const value = samples[property.name] ?? sampleOf(property);
			const done = await trace(type, panel(set(value)));
			if (!fixture?.stops?.includes(`${label}=${value}`)) expect(done.error).toBeNull();
			expect(done).not.toEqual(await trace(type, panel(without)));
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
