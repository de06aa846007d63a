/** A node of this package, signed in to an emulator with either credential type. */
import { inspect } from 'node:util';
import type { ICredentialDataDecryptedObject, IDataObject, INodeParameters } from 'n8n-workflow';
import type { Emulator } from '../../emulator/api.ts';
import type { Overwrites, StoredCredential } from '../engine/credentialStore.ts';
import { PACKAGE } from '../engine/nodeTypes.ts';
import { runNode } from '../engine/run.ts';
import type { Run } from '../engine/run.ts';
import { testCredential } from '../engine/testCredential.ts';
import { credential } from '../engine/workflow.ts';

export const userType = 'geminiTuningOAuth2Api';
export const accountType = 'geminiTuningGoogleAuthApi';

export const clientSecret = 'GOCSPX-secretOfTheClient';

export interface SignedIn {
	/** As n8n has it in its database. */
	readonly stored: StoredCredential;
	/** Lists tuned models: one request, retried after a temporary error. */
	list(): Promise<Run>;
	/** Deletes `tunedModels/gone`: one request, sent once. */
	remove(): Promise<Run>;
	/** Presses the credential's Test button. */
	test(): Promise<{ status: string; message: string }>;
}

export function signIn(
	type: string,
	data: ICredentialDataDecryptedObject,
	overwrites: Overwrites = {},
): SignedIn {
	const stored: StoredCredential = { type, data: { ...data } };
	const options = { credentials: { 1: stored }, overwrites };
	const authentication = type === userType ? 'oAuth2' : 'googleAuth';
	const run = async (parameters: INodeParameters) =>
		await runNode(
			{
				type: `${PACKAGE}.geminiTunedModel`,
				parameters: { api: 'gemini', authentication, resource: 'tunedModel', ...parameters },
				credentials: credential(type),
			},
			options,
		);
	const tunedModel = { __rl: true, mode: 'name', value: 'tunedModels/gone' };
	return {
		stored,
		list: async () => await run({ operation: 'getAll' }),
		remove: async () => await run({ operation: 'delete', tunedModel }),
		test: async () => await testCredential(type, options),
	};
}

/** A Google account's sign-in at the emulator; the token may be given to play an old one. */
export function asUser(
	emulator: Emulator,
	more: ICredentialDataDecryptedObject = {},
	accessToken = emulator.accessToken,
): SignedIn {
	const refreshToken = emulator.identities.issueRefreshToken({ email: 'ada@example.com' });
	const oauthTokenData: IDataObject = {
		access_token: accessToken,
		refresh_token: refreshToken,
		token_type: 'Bearer',
	};
	return signIn(
		userType,
		{
			clientId: 'client',
			clientSecret,
			oauthTokenData,
			projectId: emulator.project,
			apiEndpoint: emulator.url,
			...more,
		},
		{ googleOAuth2Api: { accessTokenUrl: emulator.tokenUri } },
	);
}

export function asServiceAccount(emulator: Emulator, more: ICredentialDataDecryptedObject = {}): SignedIn {
	const privateKeyJson = JSON.stringify(emulator.serviceAccountKey);
	return signIn(accountType, {
		privateKeyJson,
		projectId: emulator.project,
		apiEndpoint: emulator.url,
		...more,
	});
}

/** Method, path and project of what the emulator received, oldest first. */
export function received(
	emulator: Emulator,
): Array<{ request: string; project: string | undefined; status: number | null }> {
	return emulator.requests.list().map(({ method, host, path, headers, status }) => ({
		request: `${method} ${host}${path}`,
		project: headers['x-goog-user-project'],
		status,
	}));
}

/** Everything that can be found in a value, hidden properties and causes included. */
export function everythingIn(value: unknown): string {
	return inspect(value, { depth: Infinity, showHidden: true, maxArrayLength: null, maxStringLength: null });
}
