import type { ICredentialDataDecryptedObject, IExecuteFunctions } from 'n8n-workflow';

/** n8n reads the credential from its database and decrypts it for each request. Requests within this time share one copy. */
const keptMs = 5_000;

/**
 * The context of a node that sends concurrent requests. All of them stop with the signal, and share the credential for a
 * few seconds. When n8n renews a token, it updates this copy, too.
 */
export function concurrentContext(ctx: IExecuteFunctions, signal: AbortSignal): IExecuteFunctions {
	const credentials = new Map<string, { at: number; data: Promise<ICredentialDataDecryptedObject> }>();

	async function getCredentials(type: string): Promise<ICredentialDataDecryptedObject> {
		const cached = credentials.get(type);
		if (cached && performance.now() - cached.at < keptMs) return await cached.data;
		const data = ctx.getCredentials<ICredentialDataDecryptedObject>(type);
		data.catch(() => credentials.delete(type));
		credentials.set(type, { at: performance.now(), data });
		return await data;
	}

	return Object.assign(Object.create(ctx), { getCredentials, getExecutionCancelSignal: () => signal });
}
