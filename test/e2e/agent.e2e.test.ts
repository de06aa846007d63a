/** Our nodes as tools of n8n's AI Agent. A stand-in for a chat model calls them. */
import { once } from 'node:events';
import type { Server } from 'node:http';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { INodeParameters } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';
import type { Emulator } from '../../emulator/api.ts';
import { startEmulator } from '../../emulator/api.ts';
import { buildDataset } from '../../nodes/shared/domain/dataset/buildDataset.ts';
import { geminiBackendAt } from '../fetchClient.ts';
import { vertexBackendAt } from '../vertexClient.ts';
import { chain, start } from '../harness/chain.ts';
import { endToEnd } from '../harness/endToEnd.ts';
import type { N8n } from '../harness/harness.ts';
import { copyTemplate, itemsOf, startN8n } from '../harness/harness.ts';
import { repositoryRoot } from '../harness/paths.ts';
import type { Api } from '../harness/workflowFiles.ts';

/** A tuned model that is ready. */
interface Ready {
	/** The name that an agent uses for it. */
	name: string;
	/** The path of the request that deletes it. */
	path: string;
}

const data = buildDataset([{ item: 0, input: '1', output: '2' }]);

const services: Record<Api, (emulator: Emulator) => Promise<Ready>> = {
	async gemini(at) {
		const spec = { source: { baseModel: 'gemini-1.5-flash-001-tuning' }, modelId: 'number-predictor' };
		await geminiBackendAt(at).create(spec, data, { project: at.project });
		return { name: 'tunedModels/number-predictor', path: '/v1beta/tunedModels/number-predictor' };
	},
	async vertex(at) {
		const spec = {
			source: { baseModel: 'gemini-2.5-flash' },
			bucket: 'agents-examples',
			createBucket: true,
			exportLastCheckpointOnly: true,
		};
		const backend = vertexBackendAt(at);
		const { job } = await backend.create(spec, data, { project: at.project });
		at.clock.advance(60_000);
		const { tunedModel } = await backend.get(String(job.name));
		return { name: String(tunedModel), path: `/v1/${String(tunedModel).replace(/@.*/, '')}` };
	},
};

let emulator: Emulator;
let chatModel: Server;
let place: Awaited<ReturnType<typeof copyTemplate>>;
let n8n: N8n;
/** The tool call of the stand-in for a chat model. */
let model: string;

beforeAll(async () => {
	const { postgres, template } = endToEnd();
	emulator = await startEmulator({
		clock: 'held',
		durations: { startMs: 0, stepMs: 0, finishMs: 0 },
		vertexDurations: { datasetMs: 0, capacityMs: 0, stepMs: 0, finishMs: 0, operationMs: 0 },
	});
	chatModel = createServer(obey);
	await once(chatModel.listen(0, '127.0.0.1'), 'listening');
	place = await copyTemplate(postgres, template);
	const noSqlite = join(repositoryRoot(), 'test/harness/noSqlite.cjs');
	n8n = await startN8n({ ...place, env: { NODE_OPTIONS: `--require ${noSqlite}` } });
	const { project: projectId, url: apiEndpoint, accessToken } = emulator;
	const oauthTokenData = { access_token: accessToken, refresh_token: 'none', token_type: 'Bearer' };
	const data = { projectId, apiEndpoint, clientId: 'client', clientSecret: 'secret', oauthTokenData };
	const address = chatModel.address();
	const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/v1`;
	await n8n.rest.importCredentials([
		{ id: 'google', name: 'Google', type: 'geminiTuningOAuth2Api', data },
		{ id: 'chat', name: 'Chat', type: 'openAiApi', data: { apiKey: 'none', url } },
	]);
});

afterAll(async () => {
	await n8n?.stop();
	place?.remove();
	chatModel?.close();
	await emulator?.close();
});

interface ChatRequest {
	messages: Array<{ role: string; content: string }>;
	tools?: Array<{ function: { name: string } }>;
}

/** A chat model that calls its only tool with the tuned model's name, then repeats the tool's result. */
async function obey(...[request, response]: Parameters<NonNullable<Parameters<typeof createServer>[1]>>) {
	const { messages, tools = [] }: ChatRequest = JSON.parse(await text(request));
	const last = messages.at(-1);
	const call = {
		id: 'call-1',
		type: 'function',
		function: { name: tools[0]?.function.name, arguments: JSON.stringify({ model }) },
	};
	const message =
		last?.role === 'tool'
			? { role: 'assistant', content: last.content }
			: { role: 'assistant', content: null, tool_calls: [call] };
	response.setHeader('content-type', 'application/json');
	response.end(
		JSON.stringify({
			id: 'chat-1',
			object: 'chat.completion',
			created: 0,
			model: 'obedient',
			choices: [{ index: 0, message, finish_reason: last?.role === 'tool' ? 'stop' : 'tool_calls' }],
			usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
		}),
	);
}

/** Start → AI Agent, with the chat model and one of our nodes as its tool. */
function agentWorkflow(id: string, agentVersion: number, tool: INodeParameters) {
	const agent = '@n8n/n8n-nodes-langchain.agent';
	const workflow = chain(id, [
		start,
		{
			name: 'Agent',
			type: agent,
			typeVersion: agentVersion,
			parameters: { promptType: 'define', text: 'Use the tool' },
		},
	]);
	const chat = {
		id: `${id}-chat`,
		name: 'Chat Model',
		type: '@n8n/n8n-nodes-langchain.lmChatOpenAi',
		typeVersion: 1.2,
		position: [0, 240] as [number, number],
		parameters: { model: { __rl: true, mode: 'id', value: 'obedient' }, options: {} },
		credentials: { openAiApi: { id: 'chat', name: 'Chat' } },
	};
	const ours = {
		id: `${id}-tool`,
		name: 'Tuned Model',
		type: 'n8n-nodes-gemini-tuning.geminiTunedModelTool',
		typeVersion: 1,
		position: [240, 240] as [number, number],
		parameters: {
			resource: 'tunedModel',
			tunedModel: { __rl: true, mode: 'name', value: "={{ $fromAI('model', 'The tuned model', 'string') }}" },
			...tool,
		},
		credentials: { geminiTuningOAuth2Api: { id: 'google', name: 'Google' } },
	};
	const to = (type: 'ai_languageModel' | 'ai_tool') => ({ [type]: [[{ node: 'Agent', type, index: 0 }]] });
	return {
		...workflow,
		nodes: [...workflow.nodes, chat, ours],
		connections: {
			...workflow.connections,
			[chat.name]: to(NodeConnectionTypes.AiLanguageModel),
			[ours.name]: to(NodeConnectionTypes.AiTool),
		},
	};
}

/** The agent's final text, and the requests that Google received. */
async function ask(id: string, { api, version }: { api: Api; version: number }, tool: INodeParameters) {
	emulator.reset();
	const { name, path } = await services[api](emulator);
	model = name;
	emulator.requests.clear();
	await n8n.rest.importWorkflows([agentWorkflow(id, version, { api, ...tool })]);
	const execution = await n8n.rest.runWorkflow(id, 'Start');
	const asked = emulator.requests.list();
	return {
		status: execution.status,
		answer: JSON.stringify(itemsOf(execution, 'Agent')),
		toolError: execution.data.resultData.runData['Tuned Model']?.at(-1)?.error?.message,
		asked: asked.length,
		changes: asked.filter(({ method }) => method !== 'GET').map((request) => request.path),
		path,
	};
}

/** Agents of version 2 call tools as objects, those of version 3 have the engine run them. */
describe.each([
	{ version: 2.2, api: 'gemini' as const },
	{ version: 3.1, api: 'gemini' as const },
	{ version: 2.2, api: 'vertex' as const },
	{ version: 3.1, api: 'vertex' as const },
])('an AI Agent of version $version on $api', (agent) => {
	const id = `${agent.api}-${String(agent.version).replace('.', '-')}`;

	it('reads a tuned model', async () => {
		const { status, answer, changes } = await ask(`${id}-get`, agent, { operation: 'get' });
		expect({ status, changes }).toEqual({ status: 'success', changes: [] });
		expect(answer).toContain('succeeded');
	});

	it('cannot delete one', async () => {
		const { toolError, asked } = await ask(`${id}-refused`, agent, { operation: 'delete' });
		expect(asked).toBe(0);
		expect(toolError).toContain("An AI agent isn't allowed to delete a tuned model");
	});

	it('can delete one if the author of the workflow allows it', async () => {
		const tool = { operation: 'delete', allowAgents: true };
		const { changes, path } = await ask(`${id}-allowed`, agent, tool);
		expect(changes.at(-1)).toBe(path);
	});
});
