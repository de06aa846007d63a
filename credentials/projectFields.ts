/** What both credential types have in common: whose project the calls are for, where they go, and how to try it out. */
import type {
	IAuthenticateRuleBase,
	IAuthenticateRuleResponseCode,
	ICredentialTestRequest,
	INodeProperties,
} from 'n8n-workflow';
import { endpointPattern, geminiHost } from '../nodes/shared/google/http/origins';
import { locationPattern } from '../nodes/shared/google/vertex/hosts';
import { defaultLocation } from '../nodes/shared/domain/locations';

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

/** Takes no part in what nodes do: each of them has the choice itself. */
const api: INodeProperties = {
	displayName: 'API',
	name: 'api',
	type: 'options',
	options: [
		{ name: 'Gemini API', value: 'gemini' },
		{ name: 'Vertex AI', value: 'vertex' },
	],
	default: 'vertex',
	description:
		'What the test of this credential asks: for tuning jobs of Vertex AI, or for tuned models of the Gemini API. Nodes may use it for both.',
};

const location: INodeProperties = {
	displayName: 'Location',
	name: 'location',
	type: 'string',
	default: defaultLocation,
	placeholder: 'e.g. europe-west4',
	description:
		'Where Vertex AI runs tuning jobs unless a node says otherwise: a region, the multi-regions us and eu, or global',
};

export const projectFields: INodeProperties[] = [
	api,
	{
		displayName: 'Google Cloud Project ID',
		name: 'projectId',
		type: 'string',
		default: '',
		placeholder: 'e.g. my-project-123456',
		description:
			'The project whose quota the calls use and which is billed for them. The account needs the role Service Usage Consumer there. Vertex AI works in no other; at the Gemini API, Google takes the project that the sign-in belongs to when it is empty.',
	},
	location,
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

/**
 * The address that a test of Vertex AI without a project goes to. n8n answers a `data:` address itself, here with the single
 * byte 33 (`!`), so nothing is sent; a rule below turns that byte into the message. A test has no other way to stop with a
 * message of its own.
 */
export const noProject = {
	url: 'data:,!',
	byte: 33,
	message: "Vertex AI needs a project: 'Google Cloud Project ID' is empty",
	description:
		"Fill in 'Google Cloud Project ID', or set 'API' to Gemini API if this credential isn't for Vertex AI.",
} as const;

/** An expression is all that a test can have; what `originOf` and `vertexHost` do is written once more in it. */
const expression = {
	project: "($credentials.projectId || '').trim()",
	location: `($credentials.location || '${defaultLocation}').trim()`,
	isGemini: "$credentials.api === 'gemini'",
	/** True for Vertex AI without a project. */
	lacksProject: "$credentials.api !== 'gemini' && ($credentials.projectId || '').trim() === ''",
	vertexHost: `(place => !${locationPattern}.test(place) ? '' : place === 'global' ? 'aiplatform.googleapis.com' : ['us', 'eu'].includes(place) ? 'aiplatform.' + place + '.rep.googleapis.com' : place + '-aiplatform.googleapis.com')`,
	/** An endpoint or a location that cannot be used leaves no address to send to. */
	originOf: `((endpoint, host) => host === '' ? '' : endpoint === '' ? 'https://' + host : ${endpointPattern}.test(endpoint) ? endpoint.replace(/\\/$/, '') + '/' + host : '')`,
} as const;

const host = `${expression.isGemini} ? '${geminiHost}' : ${expression.vertexHost}(${expression.location})`;
const jobs = `'/v1/projects/' + encodeURIComponent(${expression.project}) + '/locations/' + ${expression.location} + '/tuningJobs'`;

const rules: IAuthenticateRuleResponseCode[] = [
	{
		type: 'responseCode',
		properties: {
			value: 401,
			message:
				'Google rejected the sign-in. Sign in again, or check that the service account and its key still exist.',
		},
	},
	{
		type: 'responseCode',
		properties: {
			value: 403,
			message:
				'Google refuses this account. Enable the API that is chosen here in the project (Vertex AI API, or Generative Language API), grant the account the roles Service Usage Consumer and, for Vertex AI, Vertex AI User there, and leave every box ticked when signing in.',
		},
	},
	{
		type: 'responseCode',
		properties: {
			value: 404,
			message:
				'There is nothing at this address. Check the Google Cloud Project ID, the Location and the API Endpoint.',
		},
	},
	{
		type: 'responseCode',
		properties: {
			value: 429,
			message: 'The quota of the project is used up for the moment. Try again later.',
		},
	},
];

/** n8n's tester looks at the type of each rule, so one list may hold both kinds; its types allow only one. */
const allRules: IAuthenticateRuleBase[] = rules;
allRules.push({
	type: 'responseSuccessBody',
	properties: {
		key: '0',
		value: noProject.byte,
		message: `${noProject.message}. ${noProject.description}`,
	},
});

/** Lists what the service chosen in the credential has, the way every node does. */
export const listJobs: ICredentialTestRequest = {
	request: {
		baseURL: `={{ ${expression.lacksProject} ? '' : ${expression.originOf}(($credentials.apiEndpoint || '').trim(), ${host}) }}`,
		url: `={{ ${expression.lacksProject} ? '${noProject.url}' : ${expression.isGemini} ? '/v1beta/tunedModels' : ${jobs} }}`,
		qs: { pageSize: 1 },
		// Undefined leaves the header out; an empty one is refused by Google.
		headers: { 'x-goog-user-project': `={{ ${expression.project} || undefined }}` },
		disableFollowRedirect: true,
	},
	rules,
};
