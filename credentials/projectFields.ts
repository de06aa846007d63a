/** What both credential types have in common: whose project the calls are for, where they go, and how to try it out. */
import type { ICredentialTestRequest, INodeProperties } from 'n8n-workflow';
import { endpointPattern, geminiHost, originOf } from '../nodes/shared/backend/origins';

export const icon = {
	light: 'file:../icons/gemini-tuning.svg',
	dark: 'file:../icons/gemini-tuning.dark.svg',
} as const;

/** What tuning needs: the tutorial of the Gemini API signs in with these two. */
export const scopes = [
	'https://www.googleapis.com/auth/cloud-platform',
	'https://www.googleapis.com/auth/generative-language.tuning',
];

/** Keeps every HTTP Request and GraphQL node out; hidden, so that no one opens the door by mistake. */
export const noHttpRequestNodes: INodeProperties = {
	displayName: 'Allowed HTTP Request Domains',
	name: 'allowedHttpRequestDomains',
	type: 'hidden',
	default: 'none',
};

export const projectFields: INodeProperties[] = [
	{
		displayName: 'Google Cloud Project ID',
		name: 'projectId',
		type: 'string',
		default: '',
		placeholder: 'e.g. my-project-123456',
		description:
			'The project whose quota the calls use and which is billed for them. The account needs the role Service Usage Consumer there. When empty, Google takes the project that the sign-in belongs to.',
	},
	{
		displayName: 'API Endpoint',
		name: 'apiEndpoint',
		type: 'string',
		default: '',
		placeholder: 'e.g. https://google-proxy.example.com',
		description:
			"Advanced: an address that stands in for all of Google's APIs, each below its own name, as in https://google-proxy.example.com/generativelanguage.googleapis.com. Must be https, or http on this machine. Leave empty to call Google.",
	},
];

/** An expression, because that is all a test can have. An endpoint that cannot be used leaves no address to send to. */
const origin = `={{ (endpoint => endpoint === '' ? '${originOf(geminiHost)}' : ${endpointPattern}.test(endpoint) ? endpoint.replace(/\\/$/, '') + '/${geminiHost}' : '')(($credentials.apiEndpoint || '').trim()) }}`;

/** Lists tuned models, the way every node does. */
export const listTunedModels: ICredentialTestRequest = {
	request: {
		baseURL: origin,
		url: '/v1beta/tunedModels',
		qs: { pageSize: 1 },
		// Undefined leaves the header out; an empty one is refused by Google.
		headers: { 'x-goog-user-project': "={{ ($credentials.projectId || '').trim() || undefined }}" },
		disableFollowRedirect: true,
	},
	rules: [
		{
			type: 'responseCode',
			properties: {
				value: 401,
				message:
					'Google did not accept the sign-in. Sign in again, or check that the service account and its key still exist.',
			},
		},
		{
			type: 'responseCode',
			properties: {
				value: 403,
				message:
					'Google refuses this account. Enable the Generative Language API in the project, grant the account the role Service Usage Consumer there, and leave every box ticked when signing in.',
			},
		},
		{
			type: 'responseCode',
			properties: { value: 404, message: 'No Gemini API answers there. Check the API Endpoint.' },
		},
		{
			type: 'responseCode',
			properties: {
				value: 429,
				message: 'The quota of the project is used up for the moment. Try again later.',
			},
		},
	],
};
