import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

/** The account of a credential, for messages about roles. Known only for service account keys. */
export function principalOf({ method, privateKeyJson }: ICredentialDataDecryptedObject): {
	principal?: string;
} {
	if (method === 'applicationDefault' || typeof privateKeyJson !== 'string') return {};
	const email = /"client_email"\s*:\s*"([^"\\\s]+@[^"\\\s]+)"/.exec(privateKeyJson)?.[1];
	return email === undefined ? {} : { principal: email };
}
