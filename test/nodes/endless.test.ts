/** Answers that come piece by piece and do not end. */
import type { INodeParameters } from 'n8n-workflow';
import { supplyChatModel } from '../engine/chatModel.ts';
import type { StoredCredentials } from '../engine/credentialStore.ts';
import { PACKAGE } from '../engine/nodeTypes.ts';
import { runNode } from '../engine/run.ts';
import type { Run } from '../engine/run.ts';
import { credential } from '../engine/workflow.ts';
import type { Dribble } from './dribble.ts';
import { startDribble } from './dribble.ts';
import { locator } from './scene.ts';

let dribble: Dribble;

afterEach(() => dribble.close());

function node(name: string, parameters: INodeParameters = {}) {
	return {
		type: `${PACKAGE}.${name}`,
		parameters: {
			api: 'gemini',
			ask: 'baseModel',
			baseModel: locator('id', 'gemini-3.5-flash'),
			...parameters,
		},
		credentials: credential('geminiTuningOAuth2Api'),
	};
}

function credentials(): StoredCredentials {
	const oauthTokenData = { access_token: 'access', refresh_token: 'refresh' };
	const data = { projectId: 'project', apiEndpoint: dribble.origin, clientId: 'client', oauthTokenData };
	return { 1: { type: 'geminiTuningOAuth2Api', data } };
}

async function ask(options: INodeParameters): Promise<Run> {
	const asking = node('geminiGenerateContent', { prompt: 'Count.', options: { stream: true, ...options } });
	return await runNode({ ...asking, onError: 'continueRegularOutput' }, { credentials: credentials() });
}

const givenUp = [expect.objectContaining({ error: "Google's response was incomplete or never arrived" })];

it('is given up when no piece comes any more', async () => {
	dribble = await startDribble(Infinity);
	const run = await ask({ requestTimeout: 1, maxTries: 1 });
	expect(run.json('Node')).toEqual(givenUp);
	await dribble.allClosed();
});

it('is given up when the time for all is up, although pieces come', async () => {
	dribble = await startDribble(50);
	const run = await ask({ totalTimeout: 0.5 });
	expect(run.json('Node')).toEqual(givenUp);
	await dribble.allClosed();
});

it('ends when a chat stops reading it', async () => {
	dribble = await startDribble(50);
	const { model } = await supplyChatModel(node('geminiTunedChatModel'), { credentials: credentials() });
	const pieces = await model.stream([{ role: 'user', content: 'Count.' }]);
	for await (const { text } of pieces) if (text !== '') break;
	await dribble.allClosed();
	expect(dribble.open).toBe(0);
});

it('is asked for again where it breaks off before its first piece', async () => {
	dribble = await startDribble(50, 1);
	const { model } = await supplyChatModel(node('geminiTunedChatModel'), { credentials: credentials() });
	const pieces = await model.stream([{ role: 'user', content: 'Count.' }]);
	const texts: string[] = [];
	for await (const { text } of pieces) {
		texts.push(text);
		if (text !== '') break;
	}
	expect(texts.join('')).toBe('on and ');
	expect(dribble.asked).toBe(2);
	await dribble.allClosed();
});
