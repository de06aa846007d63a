/** The choice of a credential in a node's description. */
import type { INodeCredentialDescription, INodeProperties } from 'n8n-workflow';
import type { N8nContext } from './context';

export type CredentialTypeName = 'geminiTuningGoogleAuthApi' | 'geminiTuningOAuth2Api';

/** Not a visible field: n8n merges it into the choice of the credential. */
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

/** The credential type that the user selected. */
export function pickedCredentialType(context: N8nContext): CredentialTypeName {
	const isGoogleAuth = context.getNode().parameters.authentication === 'googleAuth';
	return isGoogleAuth ? 'geminiTuningGoogleAuthApi' : 'geminiTuningOAuth2Api';
}
