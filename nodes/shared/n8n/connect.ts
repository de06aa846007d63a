import type {
	ICredentialDataDecryptedObject,
	IExecuteFunctions,
	ILoadOptionsFunctions,
	IPollFunctions,
} from 'n8n-workflow';
import type { TuningBackend } from '../backend/backend';
import { createGeminiBackend } from '../backend/gemini';
import { geminiHost, originOf, parseEndpoint } from '../backend/origins';
import { withRetry } from '../backend/retry';
import { pickedCredentialType } from './authentication';
import { cancellableSleep } from './sleep';
import { createTransport } from './transport';

export type N8nContext = IExecuteFunctions | ILoadOptionsFunctions | IPollFunctions;

/** A tuning service, reached with the credential the node's user picked. */
export interface Connection {
	backend: TuningBackend;
	/** The Google Cloud project of the credential; empty when none is set. */
	project: string;
}

/**
 * Connects a node to the service that its credential is for.
 *
 * @throws ConfigurationError when the credential's API Endpoint cannot be used
 */
export async function connect(context: N8nContext): Promise<Connection> {
	const credentialType = pickedCredentialType(context);
	const credential = await context.getCredentials<ICredentialDataDecryptedObject>(credentialType);
	const endpoint = parseEndpoint(credential.apiEndpoint);
	const project = projectOf(credential);
	const transport = createTransport({ context, credentialType, endpoint, project });
	const sleep = cancellableSleep(context);
	const http = withRetry(transport, { sleep, random: Math.random });
	return { backend: createGeminiBackend({ http, origin: originOf(geminiHost, endpoint), sleep }), project };
}

function projectOf({ projectId }: ICredentialDataDecryptedObject): string {
	return typeof projectId === 'string' ? projectId.trim() : '';
}
