import { randomUUID } from 'node:crypto';
import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { allowedEndpoint } from '../../../credentials/googleAuth';
import type { TuningBackend } from '../google/backend';
import { geminiHost, originOf } from '../google/http/origins';
import { withRetry } from '../google/http/retry';
import type { VertexOptions } from '../google/vertex/vertexBackend';
import { defaultLocation } from '../domain/locations';
import { pickedCredentialType } from './authentication';
import type { N8nContext } from './context';
import { principalOf } from './principal';
import { cancellableSleep } from './sleep';
import { createStreamTransport } from './streamTransport';
import { createRawTransport, createTransport } from './transport';

/** A tuning service, reached with the node's credential. */
export interface Connection {
	backend: TuningBackend;
	/** The Google Cloud project of the credential; empty when none is set. */
	project: string;
	/** Location of the service; empty for a service without locations. */
	location: string;
}

/** Dependencies of both services. */
type Surroundings = Omit<VertexOptions, 'now' | 'newId'>;

/** Each service is loaded at its first use. */
const backends: Readonly<
	Record<TuningBackend['kind'], (surroundings: Surroundings) => Promise<TuningBackend>>
> = {
	async gemini({ http, openStream, endpoint, sleep }) {
		const { createGeminiBackend } = await import('../google/gemini/geminiBackend');
		return createGeminiBackend({ http, openStream, origin: originOf(geminiHost, endpoint), sleep });
	},
	async vertex(surroundings) {
		const { createVertexBackend } = await import('../google/vertex/vertexBackend');
		return createVertexBackend({
			...surroundings,
			now: () => performance.now(),
			newId: randomUUID,
		});
	},
};

/**
 * Connects a node to the service in its 'API'.
 *
 * @param location location of the service; the credential's when empty
 * @throws ConfigurationError for an API Endpoint that is invalid or not allowed, and for a credential without a value that the service needs
 */
export async function connect(context: N8nContext, location = ''): Promise<Connection> {
	const credentialType = pickedCredentialType(context);
	const credential = await context.getCredentials<ICredentialDataDecryptedObject>(credentialType);
	const endpoint = allowedEndpoint(credential.apiEndpoint);
	const place = {
		project: textOf(credential.projectId),
		location: location || textOf(credential.location) || defaultLocation,
	};
	const waiting = { sleep: cancellableSleep(context), random: Math.random };
	const options = { context, credentialType, endpoint, project: place.project };
	const raw = createRawTransport(options);
	const http = withRetry(createTransport(raw), waiting);
	const backend = await backends[pickedApi(context)]({
		http,
		raw,
		openStream: createStreamTransport(options),
		endpoint,
		place,
		...waiting,
		...principalOf(credential),
	});
	return { backend, project: place.project, location: backend.supports.locations ? place.location : '' };
}

/** The service in the node's 'API'; Vertex AI by default. */
function pickedApi(context: N8nContext): TuningBackend['kind'] {
	return context.getNode().parameters.api === 'gemini' ? 'gemini' : 'vertex';
}

/** For errors. */
export function placeOf(
	connection: Connection | undefined,
): Partial<Pick<Connection, 'project' | 'location'>> {
	return connection ? { project: connection.project, location: connection.location } : {};
}

function textOf(value: unknown): string {
	return typeof value === 'string' ? value.trim() : '';
}
