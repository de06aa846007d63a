import type {
	ICredentialDataDecryptedObject,
	ICredentialType,
	IHttpRequestHelper,
	IHttpRequestOptions,
	INodeProperties,
} from 'n8n-workflow';
import { fetchToken, sign } from './googleAuth';
import { icon, listJobs, noHttpRequestNodes, projectFields } from './projectFields';

/** A service account, or the identity of the machine that n8n runs on. */
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
					description: 'The identity of the machine n8n runs on, where its operator allows that',
				},
				{
					name: 'Service Account Key',
					value: 'serviceAccountKey',
					description: 'A key file made in the Google Cloud console',
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
			description: 'The whole content of the JSON key file that the Google Cloud console made',
			displayOptions: { show: { method: ['serviceAccountKey'] } },
		},
		{
			displayName:
				'The operator of this n8n has to allow this: N8N_GEMINI_TUNING_ADC_ENABLED=true. Everyone who may use this credential then acts as the machine.',
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

	/** n8n keeps what this answers, and calls it again when Google answers 401. */
	async preAuthentication(this: IHttpRequestHelper, credential: ICredentialDataDecryptedObject) {
		return { ...(await fetchToken(this.helpers, credential)) };
	}

	async authenticate(credential: ICredentialDataDecryptedObject, request: IHttpRequestOptions) {
		return sign(credential, request);
	}
}
