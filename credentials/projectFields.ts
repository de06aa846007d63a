/** Fields and test request of both credential types. */
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

/** Scopes for tuning, as in Google's tutorial for the Gemini API. */
export const scopes = [
	'https://www.googleapis.com/auth/cloud-platform',
	'https://www.googleapis.com/auth/generative-language.tuning',
];

/** HTTP Request and GraphQL nodes can't use the credential. Hidden, so that nobody allows them by mistake. */
export const noHttpRequestNodes: INodeProperties = {
	displayName: 'Allowed HTTP Request Domains',
	name: 'allowedHttpRequestDomains',
	type: 'hidden',
	default: 'none',
};

/** Only for the credential test: each node has its own field. */
const api: INodeProperties = {
	displayName: 'API',
	name: 'api',
	type: 'options',
	options: [
		{ name: 'Gemini API', value: 'gemini' },
		{ name: 'Vertex AI', value: 'vertex' },
	],
	default: 'vertex',
	description: 'The API that the test of this credential calls. Nodes can use the credential for both APIs.',
};

const location: INodeProperties = {
	displayName: 'Location',
	name: 'location',
	type: 'string',
	default: defaultLocation,
	placeholder: 'e.g. europe-west4',
	description:
		'Where Vertex AI runs tuning jobs if a node sets no location: a region, a multi-region (us, eu) or global',
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
			'The project for quota and billing. The account needs the role Service Usage Consumer in it. Vertex AI requires a project. If empty, the Gemini API uses the project of the sign-in.',
	},
	location,
	{
		displayName: 'API Endpoint',
		name: 'apiEndpoint',
		type: 'string',
		default: '',
		placeholder: 'e.g. https://google-proxy.example.com',
		description:
			"Advanced: the address of a proxy for all of Google's APIs. The host of each API follows in the path, as in https://google-proxy.example.com/generativelanguage.googleapis.com. Use https, or http for this machine. If empty, nodes call Google directly.",
	},
];

/**
 * The address for a test of Vertex AI without a project. n8n resolves a `data:` address itself, here to the single byte 33 (`!`), so
 * nothing is sent. A rule below maps that byte to the message. A test has no other way to show its own message.
 */
export const noProject = {
	url: 'data:,!',
	byte: 33,
	message: "Vertex AI needs a project: 'Google Cloud Project ID' is empty",
	description:
		"Fill in 'Google Cloud Project ID', or set 'API' to Gemini API if this credential isn't for Vertex AI.",
} as const;

/** A test can only have expressions, so these repeat `originOf` and `vertexHost`. */
const expression = {
	project: "($credentials.projectId || '').trim()",
	location: `($credentials.location || '${defaultLocation}').trim()`,
	isGemini: "$credentials.api === 'gemini'",
	/** True for Vertex AI without a project. */
	lacksProject: "$credentials.api !== 'gemini' && ($credentials.projectId || '').trim() === ''",
	vertexHost: `(place => !${locationPattern}.test(place) ? '' : place === 'global' ? 'aiplatform.googleapis.com' : ['us', 'eu'].includes(place) ? 'aiplatform.' + place + '.rep.googleapis.com' : place + '-aiplatform.googleapis.com')`,
	/** Empty for an unusable endpoint or location. */
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
				'Google denied access. Enable the chosen API (Vertex AI API or Generative Language API) in the project. Grant the account the role Service Usage Consumer and, for Vertex AI, Vertex AI User. When you sign in, select all checkboxes.',
		},
	},
	{
		type: 'responseCode',
		properties: {
			value: 404,
			message:
				"Google found nothing at this address. Check 'Google Cloud Project ID', 'Location' and 'API Endpoint'.",
		},
	},
	{
		type: 'responseCode',
		properties: {
			value: 429,
			message: 'The project is rate-limited. Wait a few minutes and test again.',
		},
	},
];

/** n8n's credential test accepts both kinds of rules in one list, but its types allow only lists of one kind. The wider element type allows the second kind. */
const allRules: IAuthenticateRuleBase[] = rules;
allRules.push({
	type: 'responseSuccessBody',
	properties: {
		key: '0',
		value: noProject.byte,
		message: `${noProject.message}. ${noProject.description}`,
	},
});

/** Lists one tuning job or tuned model of the chosen API. */
export const listJobs: ICredentialTestRequest = {
	request: {
		baseURL: `={{ ${expression.lacksProject} ? '' : ${expression.originOf}(($credentials.apiEndpoint || '').trim(), ${host}) }}`,
		url: `={{ ${expression.lacksProject} ? '${noProject.url}' : ${expression.isGemini} ? '/v1beta/tunedModels' : ${jobs} }}`,
		qs: { pageSize: 1 },
		// Undefined omits the header. Google rejects an empty one.
		headers: { 'x-goog-user-project': `={{ ${expression.project} || undefined }}` },
		disableFollowRedirect: true,
	},
	rules,
};
