import type { ICredentialDataDecryptedObject, ICredentialType, INodeProperties } from 'n8n-workflow';
import { allowedEndpoint } from './googleAuth';
import { icon, listJobs, noHttpRequestNodes, projectFields, scopes } from './projectFields';

/**
 * Sign-in with a Google account through n8n. Without `restrictToSupportedNodes`: n8n 2.41 tests a credential in a placeholder node, which
 * would then be rejected for OAuth2 types. `allowedHttpRequestDomains` excludes other nodes instead.
 */
export class GeminiTuningOAuth2Api implements ICredentialType {
	name = 'geminiTuningOAuth2Api';

	extends = ['googleOAuth2Api'];

	displayName = 'Gemini Tuning OAuth2 API';

	documentationUrl = 'https://github.com/n8n-nodes-gemini-tuning/n8n-nodes-gemini-tuning#credentials';

	icon = icon;

	test = listJobs;

	properties: INodeProperties[] = [
		{
			displayName:
				'While the OAuth app is in testing, Google ends each sign-in after 7 days. Publish the app, or use a Gemini Tuning Google Auth API credential for workflows that run unattended.',
			name: 'testingNotice',
			type: 'notice',
			default: '',
		},
		{ displayName: 'Scope', name: 'scope', type: 'hidden', default: scopes.join(' ') },
		noHttpRequestNodes,
		...projectFields,
	];

	/** n8n calls this before it signs a request with the token. @throws ConfigurationError for an invalid endpoint, or one that isn't allowed */
	async preAuthentication({ apiEndpoint }: ICredentialDataDecryptedObject) {
		allowedEndpoint(apiEndpoint);
		return {};
	}
}
