import { randomUUID } from 'node:crypto';
import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { allowedEndpoint } from '../../../credentials/googleAuth';
import type { TuningBackend } from '../google/backend';
import { geminiHost, originOf } from '../google/http/origins';
import { withRetry } from '../google/http/retry';
import type { VertexOptions } from '../google/vertex/vertexBackend';
import { defaultLocation } from '../domain/locations';
import type { Api } from '../panel/apis';
import { pickedApi } from '../panel/apis';
import { pickedCredentialType } from './authentication';
import type { N8nContext } from './context';
import { principalOf } from './principal';
import { cancellableSleep } from './sleep';
import { createStreamTransport } from './streamTransport';
import { createRawTransport, createTransport } from './transport';

/** A tuning service, reached with the credential the node's user picked. */
export interface Connection {
	backend: TuningBackend;
	/** The Google Cloud project of the credential; empty when none is set. */
	project: string;
	/** Where the service is asked; empty for a service that knows no locations. */
	location: string;
}

/** What it takes to reach any of the services. */
type Surroundings = Omit<VertexOptions, 'now' | 'newId'>;

/** Loads only the service that is asked for. */
const backends: Readonly<Record<Api, (surroundings: Surroundings) => Promise<TuningBackend>>> = {
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
 * Connects a node to the service that its user picked.
 *
 * @param location where it is asked; the credential's when empty
 * @throws ConfigurationError when the credential's API Endpoint can't or may not be used, or the credential lacks a value that the service needs
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

/** For errors. */
export function placeOf(
	connection: Connection | undefined,
): Partial<Pick<Connection, 'project' | 'location'>> {
	return connection ? { project: connection.project, location: connection.location } : {};
}

function textOf(value: unknown): string {
	return typeof value === 'string' ? value.trim() : '';
}
