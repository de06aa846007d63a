import type {
	ICredentialDataDecryptedObject,
	ICredentialType,
	IHttpRequestHelper,
	IHttpRequestOptions,
	INodeProperties,
} from 'n8n-workflow';
import { fetchToken, sign } from './googleAuth';
import { icon, listJobs, noHttpRequestNodes, projectFields } from './projectFields';

/** A service account, or the identity of n8n's machine. */
export class GeminiTuningGoogleAuthApi implements ICredentialType {
	name = 'geminiTuningGoogleAuthApi';

	displayName = 'Gemini Tuning Google Auth API';

	documentationUrl = 'https://github.com/n8n-nodes-gemini-tuning/n8n-nodes-gemini-tuning#credentials';

	icon = icon;

	restrictToSupportedNodes = true as const;

	test = listJobs;

	properties: INodeProperties[] = [
		{
			displayName: 'Sign In With',
			name: 'method',
			type: 'options',
			options: [
				{
					name: 'Application Default Credentials',
					value: 'applicationDefault',
					description: "The identity of n8n's machine, if its operator allows that",
				},
				{
					name: 'Service Account Key',
					value: 'serviceAccountKey',
					description: 'A key file from the Google Cloud console',
				},
			],
			default: 'serviceAccountKey',
		},
		{
			displayName: 'Service Account Key (JSON)',
			name: 'privateKeyJson',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			placeholder: '{ "type": "service_account", "project_id": …',
			description: 'The whole content of the JSON key file from the Google Cloud console',
			displayOptions: { show: { method: ['serviceAccountKey'] } },
		},
		{
			displayName:
				"The operator of this n8n has to allow this: N8N_GEMINI_TUNING_ADC_ENABLED=true. Everyone who can use this credential then has the machine's identity.",
			name: 'applicationDefaultNotice',
			type: 'notice',
			default: '',
			displayOptions: { show: { method: ['applicationDefault'] } },
		},
		noHttpRequestNodes,
		{
			displayName: 'Access Token',
			name: 'accessToken',
			type: 'hidden',
			typeOptions: { expirable: true, password: true },
			default: '',
		},
		{ displayName: 'Issued For', name: 'issuedFor', type: 'hidden', default: '' },
		{ displayName: 'Quota Project ID', name: 'quotaProjectId', type: 'hidden', default: '' },
		...projectFields,
	];

	/** n8n stores the result, and calls this again when Google returns 401. */
	async preAuthentication(this: IHttpRequestHelper, credential: ICredentialDataDecryptedObject) {
		return { ...(await fetchToken(this.helpers, credential)) };
	}

	async authenticate(credential: ICredentialDataDecryptedObject, request: IHttpRequestOptions) {
		return sign(credential, request);
	}
}
