/** The part of a node's description that lets the user pick a credential. */
import type { INodeCredentialDescription, INodeProperties } from 'n8n-workflow';
import type { N8nContext } from './context';

export type CredentialTypeName = 'geminiTuningGoogleAuthApi' | 'geminiTuningOAuth2Api';

/** Not shown as a field of its own: n8n merges it into the choice of the credential. */
export const authenticationProperty: INodeProperties = {
	displayName: 'Authentication',
	name: 'authentication',
	type: 'options',
	options: [
		{ name: 'Google Auth', value: 'googleAuth' },
		{ name: 'OAuth2', value: 'oAuth2' },
	],
	default: 'oAuth2',
};

export const credentialTypes: INodeCredentialDescription[] = [
	credentialFor('googleAuth', 'geminiTuningGoogleAuthApi'),
	credentialFor('oAuth2', 'geminiTuningOAuth2Api'),
];

function credentialFor(authentication: string, name: CredentialTypeName): INodeCredentialDescription {
	return { name, required: true, displayOptions: { show: { authentication: [authentication] } } };
}

/** The credential type that the user of a node picked. */
export function pickedCredentialType(context: N8nContext): CredentialTypeName {
	const isGoogleAuth = context.getNode().parameters.authentication === 'googleAuth';
	return isGoogleAuth ? 'geminiTuningGoogleAuthApi' : 'geminiTuningOAuth2Api';
}
