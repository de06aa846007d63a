import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

/** Who calls, for messages that say whom to grant a role: only the key of a service account tells it. */
export function principalOf({ method, privateKeyJson }: ICredentialDataDecryptedObject): {
	principal?: string;
} {
	if (method === 'applicationDefault' || typeof privateKeyJson !== 'string') return {};
	const email = /"client_email"\s*:\s*"([^"\\\s]+@[^"\\\s]+)"/.exec(privateKeyJson)?.[1];
	return email === undefined ? {} : { principal: email };
}
