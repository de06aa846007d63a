import type { ICredentialDataDecryptedObject, IExecuteFunctions } from 'n8n-workflow';

/** n8n reads the credential from its database and decrypts it for every request; many requests a second share one copy. */
const keptMs = 5_000;

/**
 * The context of a node that sends many requests at once: all of them stop with the signal, and what n8n looks up for each is
 * looked up every few seconds. A token that n8n renews meanwhile is put into the copy, by n8n itself.
 */
export function laneContext(ctx: IExecuteFunctions, signal: AbortSignal): IExecuteFunctions {
	const credentials = new Map<string, { at: number; data: Promise<ICredentialDataDecryptedObject> }>();

	async function getCredentials(type: string): Promise<ICredentialDataDecryptedObject> {
		const known = credentials.get(type);
		if (known && performance.now() - known.at < keptMs) return await known.data;
		const data = ctx.getCredentials<ICredentialDataDecryptedObject>(type);
		data.catch(() => credentials.delete(type));
		credentials.set(type, { at: performance.now(), data });
		return await data;
	}

	return Object.assign(Object.create(ctx), { getCredentials, getExecutionCancelSignal: () => signal });
}
