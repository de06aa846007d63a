/** Our chat model in n8n's own agents, chains and classifiers: the real n8n, with messages as from a chat window. */
import { join } from 'node:path';
import type { INodeParameters, ITaskData } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';
import type { Emulator } from '../../emulator/api.ts';
import { startEmulator } from '../../emulator/api.ts';
import type { TuningBackend } from '../../nodes/shared/google/backend.ts';
import type { TuningSpec } from '../../nodes/shared/google/tuning.ts';
import { buildDataset } from '../../nodes/shared/domain/dataset/buildDataset.ts';
import { serviceAccountCredential } from '../../scripts/demo/stage.ts';
import { geminiBackendAt } from '../fetchClient.ts';
import { tutorialExamples } from '../fixtures/tutorial.ts';
import { vertexBackendAt } from '../vertexClient.ts';
import type { ChainNode } from '../harness/chain.ts';
import { chain, start } from '../harness/chain.ts';
import { endToEnd } from '../harness/endToEnd.ts';
import type { CredentialFile, Execution, N8n, WorkflowFile } from '../harness/harness.ts';
import { copyTemplate, errorOf, itemsOf, startN8n } from '../harness/harness.ts';
import { repositoryRoot } from '../harness/paths.ts';
import type { Api } from '../harness/workflowFiles.ts';
import { readWorkflow } from '../harness/workflowFiles.ts';

const displayName = 'Support Assistant';
const classified = { Complaint: 'The mug is broken', Praise: 'I love this mug' };
const examples: Array<readonly [string, string]> = [
	...tutorialExamples,
	[classified.Complaint, '{"Complaint": true, "Praise": false}'],
	[classified.Praise, '{"Complaint": false, "Praise": true}'],
];

/** The service and the training rows. */
const training: Record<Api, { backendAt: (emulator: Emulator) => TuningBackend; spec: TuningSpec }> = {
	gemini: {
		backendAt: geminiBackendAt,
		spec: { source: { baseModel: 'gemini-1.5-flash-001-tuning' }, displayName, epochCount: 20 },
	},
	vertex: {
		backendAt: vertexBackendAt,
		spec: {
			source: { baseModel: 'gemini-3.5-flash' },
			displayName,
			epochCount: 20,
			bucket: 'examples',
			createBucket: true,
		},
	},
};

let emulator: Emulator;
let place: Awaited<ReturnType<typeof copyTemplate>>;
let n8n: N8n;
let credentials: CredentialFile[];

beforeAll(async () => {
	const { postgres, template } = endToEnd();
	emulator = await startEmulator({ clock: 'held', vertexDurations: { operationMs: 0 } });
	const data = buildDataset(examples.map(([input, output], item) => ({ item, input, output })));
	for (const { backendAt, spec } of Object.values(training))
		await backendAt(emulator).create(spec, data, { project: emulator.project });
	emulator.clock.advance(24 * 3_600_000);
	place = await copyTemplate(postgres, template);
	const noSqlite = join(repositoryRoot(), 'test/harness/noSqlite.cjs');
	// The agent's tools are Code nodes.
	const env = { NODE_OPTIONS: `--require ${noSqlite}`, N8N_RUNNERS_MODE: 'internal' };
	n8n = await startN8n({ ...place, env });
	credentials = [serviceAccountCredential(emulator)];
	await n8n.rest.importCredentials(credentials);
});

afterAll(async () => {
	await n8n?.stop();
	place?.remove();
	await emulator?.close();
});

const chatModel = 'Gemini Tuned Chat Model';
const tools = ['Order Status', 'Delivery Cost'];
const baseModel = { ask: 'baseModel', baseModel: { __rl: true, mode: 'id', value: 'gemini-3.7-flash' } };

interface Chat {
	/** The text received over the wire. */
	text: string;
	execution: Execution;
	/** How often each tool ran. */
	calls: number[];
	/** The requests that Google received. */
	methods: string[];
}

/** Publishes the example workflow with a public chat, sends a message, and returns its executions. */
async function chat(
	id: string,
	question: string,
	{
		api = 'vertex',
		model = {},
		options = {},
	}: { api?: Api; model?: INodeParameters; options?: INodeParameters } = {},
): Promise<Chat> {
	const file = readWorkflow('agent-with-tuned-model', {
		api,
		id,
		credentials,
		parameters: {
			'When Chat Message Received': { public: true, mode: 'webhook', options },
			[chatModel]: model,
		},
	});
	const workflow: WorkflowFile = {
		...file,
		nodes: file.nodes.map((node) => (node.webhookId ? { ...node, webhookId: id } : node)),
	};
	await n8n.rest.importWorkflows([workflow]);
	await n8n.rest.activate(id);
	emulator.requests.clear();
	const response = await fetch(`${n8n.url}/webhook/${id}/chat`, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify({ action: 'sendMessage', sessionId: id, chatInput: question }),
	});
	const text = await response.text();
	const [execution] = await n8n.rest.settledExecutions(id, 1);
	await n8n.rest.deactivate(id);
	if (!execution) throw new Error(`The chat started nothing: ${text}`);
	expect(errorOf(execution)).toBeUndefined();
	const methods = emulator.requests
		.list()
		.flatMap(({ path }) => /:(\w*[gG]enerateContent)$/.exec(path)?.[1] ?? []);
	return { text, execution, methods, calls: tools.map((tool) => runsOf(execution, tool).length) };
}

function runsOf({ data }: Execution, node: string): ITaskData[] {
	return data.resultData.runData[node] ?? [];
}

/** The tokens of each call of the chat model, as n8n shows them. */
function tokensOf(execution: Execution): unknown[] {
	return runsOf(execution, chatModel).map(
		({ data }) => data?.[NodeConnectionTypes.AiLanguageModel]?.[0]?.[0]?.json['tokenUsage'],
	);
}

const counted = {
	promptTokens: expect.any(Number),
	completionTokens: expect.any(Number),
	totalTokens: expect.any(Number),
};

describe.each([
	['a tuned model at Vertex AI', { api: 'vertex' as const }],
	['a base model of the Gemini API', { api: 'gemini' as const, model: baseModel }],
])('an AI Agent on %s', (_, options) => {
	const id = `chat-${options.api}`;

	it('calls the tool that matches the question, and responds with its result', async () => {
		const shipped = await chat(`${id}-order`, 'Where is order A-17?', options);
		expect(shipped.calls).toEqual([1, 0]);
		expect(shipped.text).toContain('shipped on Monday, arrives on Wednesday');
		expect(shipped.methods).toEqual(['generateContent', 'generateContent']);
		expect(tokensOf(shipped.execution)).toEqual([counted, counted]);
		const waiting = await chat(`${id}-order-2`, 'Where is order B-2?', options);
		expect(waiting.text).toContain('waiting for the supplier');
	});

	it('calls the other tool with a number and a name', async () => {
		const cost = await chat(`${id}-cost`, 'What does the delivery of 3 kg to Austria cost?', options);
		expect(cost.calls).toEqual([0, 1]);
		expect(cost.text).toContain('15 euros');
	});

	it('calls both at once', async () => {
		const question = 'Give me both: the cost of delivery of 2 kg to France, and where order A-17 is.';
		const { calls, text, methods } = await chat(`${id}-both`, question, options);
		expect(calls).toEqual([1, 1]);
		expect(text).toContain('shipped on Monday');
		expect(text).toContain('17 euros');
		expect(methods).toHaveLength(2);
	});

	it('streams its response into the chat', async () => {
		const streaming = { ...options, options: { responseMode: 'streaming' } };
		const { text, calls, methods } = await chat(`${id}-stream`, 'Where is order A-17?', streaming);
		const events: Array<{ type: string; content?: string }> = text
			.trim()
			.split('\n')
			.map((line) => JSON.parse(line));
		const pieces = events.filter(({ type }) => type === 'item').map(({ content = '' }) => content);
		expect(pieces.length).toBeGreaterThan(1);
		expect(pieces.join('')).toContain('shipped on Monday, arrives on Wednesday');
		expect(calls).toEqual([1, 0]);
		expect(methods).toEqual(['streamGenerateContent', 'streamGenerateContent']);
	});

	it('responds with a text if no tool matches', async () => {
		const { calls, text } = await chat(`${id}-words`, 'eighty', options);
		expect(calls).toEqual([0, 0]);
		expect(text).toContain(options.api === 'vertex' ? 'eighty one' : 'was not tuned');
	});
});

/** Start → a root node of n8n's with our chat model. */
function withChatModel(id: string, api: Api, root: ChainNode): WorkflowFile {
	const workflow = chain(id, [start, root]);
	const model = {
		id: `${id}-model`,
		name: chatModel,
		type: 'n8n-nodes-gemini-tuning.geminiTunedChatModel',
		typeVersion: 1,
		position: [0, 240] as [number, number],
		parameters: {
			api,
			authentication: 'googleAuth',
			ask: 'tunedModel',
			tunedModel: { __rl: true, mode: 'newest', value: displayName },
			options: {},
		},
		credentials: Object.fromEntries(credentials.map(({ type, id: key, name }) => [type, { id: key, name }])),
	};
	const type = NodeConnectionTypes.AiLanguageModel;
	return {
		...workflow,
		nodes: [...workflow.nodes, model],
		connections: { ...workflow.connections, [chatModel]: { [type]: [[{ node: 'Root', type, index: 0 }]] } },
	};
}

async function run(workflow: WorkflowFile): Promise<Execution> {
	await n8n.rest.importWorkflows([workflow]);
	const execution = await n8n.rest.runWorkflow(workflow.id, 'Start');
	expect(errorOf(execution)).toBeUndefined();
	return execution;
}

describe.each(['vertex', 'gemini'] as const)('a tuned model at %s', (api) => {
	it('responds in a Basic LLM Chain', async () => {
		const parameters = { promptType: 'define', text: 'eighty' };
		const root = { name: 'Root', type: '@n8n/n8n-nodes-langchain.chainLlm', typeVersion: 1.9, parameters };
		const execution = await run(withChatModel(`chain-${api}`, api, root));
		expect(itemsOf(execution, 'Root')).toEqual([{ text: 'eighty one' }]);
		expect(tokensOf(execution)).toEqual([{ promptTokens: 2, completionTokens: 3, totalTokens: 5 }]);
	});
});

it.each(Object.entries(classified))(
	'a Text Classifier classifies with the tuned model: %s',
	async (category, inputText) => {
		const categories = Object.keys(classified).map((name) => ({ category: name, description: '' }));
		const parameters = { inputText, categories: { categories }, options: {} };
		const root = {
			name: 'Root',
			type: '@n8n/n8n-nodes-langchain.textClassifier',
			typeVersion: 1.1,
			parameters,
		};
		const execution = await run(withChatModel(`classifier-${category.toLowerCase()}`, 'vertex', root));
		const branches = Object.keys(classified).map((_, output) => itemsOf(execution, 'Root', output).length);
		expect(branches).toEqual(category === 'Complaint' ? [1, 0] : [0, 1]);
	},
);

it('shows in the chain why Google blocked the response', async () => {
	const parameters = { promptType: 'define', text: '[[block:PROHIBITED_CONTENT]]' };
	const root = { name: 'Root', type: '@n8n/n8n-nodes-langchain.chainLlm', typeVersion: 1.9, parameters };
	const workflow = withChatModel('chain-blocked', 'vertex', root);
	await n8n.rest.importWorkflows([workflow]);
	const execution = await n8n.rest.runWorkflow(workflow.id, 'Start');
	expect(errorOf(execution)?.message).toBe('Google blocked the response: PROHIBITED_CONTENT');
});

it('receives the picture of a chain', async () => {
	const imageUrl = 'https://example.com/mug.png';
	const message = { type: 'HumanMessagePromptTemplate', messageType: 'imageUrl', imageUrl };
	const parameters = { promptType: 'define', text: 'eighty', messages: { messageValues: [message] } };
	const root = { name: 'Root', type: '@n8n/n8n-nodes-langchain.chainLlm', typeVersion: 1.9, parameters };
	emulator.requests.clear();
	await run(withChatModel('chain-picture', 'vertex', root));
	const picture = { fileData: { fileUri: imageUrl, mimeType: 'image/png' } };
	const asked = emulator.requests.list().find(({ path }) => path.endsWith(':generateContent'));
	expect(JSON.stringify(asked?.body)).toContain(JSON.stringify(picture));
});
