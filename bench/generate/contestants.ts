import type { IDataObject, INodeParameters } from 'n8n-workflow';
import type { ChainNode } from '../../test/harness/chain.ts';
import type { CredentialFile } from '../../test/harness/rest.ts';
import type { EmulatorProcess } from './emulator.ts';

/** The maker of a node. Each has an n8n process of its own. */
export type Maker = 'ours' | 'builtIn' | 'http';

/** A node that sends a prompt for every item, with certain settings. */
export interface Contestant {
	name: string;
	maker: Maker;
	/** Its difference from the maker's plain node. */
	options?: IDataObject;
	/** Whether failed items run through the node again, by a connection from its error output to its input. */
	again?: boolean;
}

const model = 'models/gemini-2.5-flash';
const keyCredential = { id: 'benchKey', name: 'Key of the emulator' };

/**
 * Our node stores its estimates by credential and model. Every run has a credential of its own, so that it starts without
 * estimates.
 */
const accountCredentials = Array.from({ length: 60 }, (_, i) => ({
	id: `benchAccount${i}`,
	name: `Account ${i} of the emulator`,
}));

function accountOf(run: number) {
	const account = accountCredentials[run];
	if (!account) throw new Error(`There are credentials for only ${accountCredentials.length} runs`);
	return account;
}

export const ours: Contestant = { name: 'ours', maker: 'ours' };
export const builtIn: Contestant = { name: 'built-in Gemini node', maker: 'builtIn' };
export const httpRequest: Contestant = { name: 'HTTP Request', maker: 'http' };

/** Ours with a fixed concurrency limit. */
export function oursWith(concurrency: number): Contestant {
	return { name: `ours, concurrency ${concurrency}`, maker: 'ours', options: { concurrency } };
}

/** The HTTP Request node in batches. */
export function inBatches(name: string, batchSize: number, batchInterval: number): Contestant {
	return {
		name: `HTTP Request, ${name}`,
		maker: 'http',
		options: { batching: { batch: { batchSize, batchInterval } } },
	};
}

/**
 * The measured node, named `Ask`.
 *
 * @param run number of earlier runs in the same n8n
 */
export function askNode(contestant: Contestant, emulator: EmulatorProcess, run: number): ChainNode {
	const node = plainNodes[contestant.maker](contestant.options ?? {}, emulator, run);
	return { ...node, name: 'Ask', ...(contestant.again && { onError: 'continueErrorOutput' as const }) };
}

type PlainNode = (options: IDataObject, emulator: EmulatorProcess, run: number) => Omit<ChainNode, 'name'>;

const plainNodes: Readonly<Record<Maker, PlainNode>> = {
	ours: (options, _, run) => ({
		type: 'n8n-nodes-gemini-tuning.geminiGenerateContent',
		parameters: parameters({
			authentication: 'oAuth2',
			api: 'gemini',
			ask: 'baseModel',
			baseModel: { __rl: true, mode: 'id', value: model },
			prompt: '={{ $json.prompt }}',
			options,
		}),
		credentials: { geminiTuningOAuth2Api: accountOf(run) },
	}),
	builtIn: (options) => ({
		type: '@n8n/n8n-nodes-langchain.googleGemini',
		typeVersion: 1.2,
		parameters: parameters({
			resource: 'text',
			operation: 'message',
			modelId: { __rl: true, mode: 'id', value: model },
			messages: { values: [{ content: '={{ $json.prompt }}' }] },
			options,
		}),
		credentials: { googlePalmApi: keyCredential },
	}),
	// Without a credential, which n8n would read from its database for every request. This makes the node much faster.
	http: (options, { url, apiKey }) => ({
		type: 'n8n-nodes-base.httpRequest',
		typeVersion: 4.5,
		parameters: parameters({
			method: 'POST',
			url: `${url}/v1beta/${model}:generateContent`,
			authentication: 'none',
			sendHeaders: true,
			headerParameters: { parameters: [{ name: 'x-goog-api-key', value: apiKey }] },
			sendBody: true,
			specifyBody: 'json',
			jsonBody: '={{ { contents: [{ role: "user", parts: [{ text: $json.prompt }] }] } }}',
			options,
		}),
	}),
};

function parameters(given: INodeParameters | IDataObject): INodeParameters {
	const plain: INodeParameters = JSON.parse(JSON.stringify(given));
	return plain;
}

/** The credentials of the nodes, for the emulator instead of Google. */
export function credentialsFor({ url, apiKey, accessToken }: EmulatorProcess): CredentialFile[] {
	return [
		{ ...keyCredential, type: 'googlePalmApi', data: { host: url, apiKey } },
		...accountCredentials.map((credential) => ({
			...credential,
			type: 'geminiTuningOAuth2Api',
			data: {
				clientId: 'client',
				clientSecret: 'secret',
				oauthTokenData: { access_token: accessToken, token_type: 'Bearer' },
				apiEndpoint: url,
			},
		})),
	];
}
