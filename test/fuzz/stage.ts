/** An emulator with models and jobs at one of the services, behind a gateway that changes answers. */
import type { IDataObject, INode, INodeParameters } from 'n8n-workflow';
import { accountType, userType } from '../credentials/signedIn.ts';
import type { EngineOptions } from '../engine/workflow.ts';
import { credential } from '../engine/workflow.ts';
import { poll } from '../engine/poll.ts';
import { runNode } from '../engine/run.ts';
import { supplyChatModel } from '../engine/chatModel.ts';
import { listSearch } from '../engine/listSearch.ts';
import type { ChatMessage } from '../engine/chatModel.ts';
import type { Api, Scene } from '../nodes/scene.ts';
import { setScene } from '../nodes/scene.ts';
import type { JsonChange } from './jsonChanges.ts';
import type { Gateway } from './gateway.ts';
import { startGateway } from './gateway.ts';

/** What a node returned. */
export interface Outcome {
	/** Items that succeeded. */
	items: IDataObject[];
	/** Items of failures, where the node continues. */
	failures: IDataObject[];
	/** The error that stopped it. */
	error?: unknown;
	/** Errors after which it went on. */
	passing?: unknown[];
}

export const errorModes = ['stopWorkflow', 'continueRegularOutput', 'continueErrorOutput'] as const;

/** How one case runs a node. */
export interface Manner {
	signIn: 'oAuth2' | 'googleAuth';
	onError: (typeof errorModes)[number];
	/** Of the credential: each case has its own limiters. */
	credentialId: string;
	/** Of what a trigger has stored. */
	damage: JsonChange[];
}

export interface Stage extends Scene {
	api: Api;
	gateway: Gateway;
	run(
		manner: Manner,
		node: string,
		parameters: INodeParameters,
		items?: IDataObject[],
		more?: EngineOptions,
	): Promise<Outcome>;
	poll(manner: Manner, parameters: INodeParameters, staticData: IDataObject): Promise<Outcome>;
	chat(
		manner: Manner,
		parameters: INodeParameters,
		messages: ChatMessage[],
		how: 'invoke' | 'stream',
	): Promise<Outcome>;
	search(manner: Manner, node: string, parameters: INodeParameters, method: string): Promise<Outcome>;
	close(): Promise<void>;
}

const credentialTypeOf = (signIn: Manner['signIn']) => (signIn === 'oAuth2' ? userType : accountType);

export async function setStage(api: Api): Promise<Stage> {
	const scene = await setScene(api);
	const { emulator } = scene;
	const gateway = await startGateway(emulator.url);

	function optionsOf({ signIn, credentialId }: Manner): EngineOptions {
		const shared = { projectId: emulator.project, apiEndpoint: gateway.url };
		const refreshToken = emulator.identities.issueRefreshToken({ email: 'ada@example.com' });
		const tokenUri = `${gateway.url}/oauth2.googleapis.com/token`;
		const oauthTokenData = {
			access_token: emulator.accessToken,
			refresh_token: refreshToken,
			token_type: 'Bearer',
		};
		const key = { ...emulator.serviceAccountKey, token_uri: tokenUri };
		const data =
			signIn === 'oAuth2'
				? { ...shared, clientId: 'client', clientSecret: 'of the client', oauthTokenData }
				: { ...shared, privateKeyJson: JSON.stringify(key) };
		const type = credentialTypeOf(signIn);
		return {
			credentials: { [credentialId]: { type, data } },
			overwrites: { googleOAuth2Api: { accessTokenUrl: tokenUri } },
		};
	}

	function nodeOf({ signIn, onError, credentialId }: Manner, name: string, parameters: INodeParameters) {
		const more: Partial<INode> = {
			credentials: credential(credentialTypeOf(signIn), credentialId),
			onError,
		};
		return scene.node(name, { authentication: signIn, ...parameters }, more);
	}

	return {
		...scene,
		api,
		gateway,
		async run(manner, name, parameters, items = [{}], more = {}) {
			const run = await runNode(nodeOf(manner, name, parameters), {
				...optionsOf(manner),
				...more,
				items: items.map((json) => ({ json })),
			});
			const returned = run.json('Node');
			const isFailure = (item: IDataObject) =>
				manner.onError === 'continueRegularOutput' && 'error' in item && !('text' in item);
			return {
				items: returned.filter((item) => !isFailure(item)),
				failures: [...returned.filter(isFailure), ...run.json('Node', 1)],
				error: run.error('Node') ?? run.error(),
			};
		},
		async poll(manner, parameters, staticData) {
			const node = nodeOf(manner, 'geminiWaitForTuningTrigger', parameters);
			return await settled(async () => {
				const items = await poll(node, { ...optionsOf(manner), staticData });
				return items?.[0]?.map(({ json }) => json) ?? [];
			});
		},
		async chat(manner, parameters, messages, how) {
			return await settled(async () => {
				const node = nodeOf(manner, 'geminiTunedChatModel', parameters);
				const { model } = await supplyChatModel(node, optionsOf(manner));
				if (how === 'invoke') {
					const { text, tool_calls: calls = [] } = await model.invoke(messages);
					return [{ text, calls: calls.map(({ name }) => name) }];
				}
				let text = '';
				for await (const piece of await model.stream(messages)) text += piece.text;
				return [{ text, calls: [] }];
			});
		},
		async search(manner, name, parameters, method) {
			return await settled(async () => {
				const node = nodeOf(manner, name, parameters);
				const { results } = await listSearch(node, method, optionsOf(manner));
				return results.map((result) => ({ ...result }));
			});
		},
		async close() {
			await gateway.close();
			await emulator.close();
		},
	};
}

async function settled(run: () => Promise<IDataObject[]>): Promise<Outcome> {
	return await run().then(
		(items) => ({ items, failures: [] }),
		(error: unknown) => ({ items: [], failures: [], error }),
	);
}
