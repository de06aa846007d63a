/**
 * n8n's handling of credentials, as far as a credential type can detect it: the part of the n8n server that uses the
 * database.
 */
import './beforeCore.ts';
import {
	deepCopy,
	getCredentialOwnRequestAllowedDomains,
	ICredentialsHelper,
	jsonParse,
	NodeHelpers,
	UserError,
} from 'n8n-workflow';
import type {
	ICredentialDataDecryptedObject,
	ICredentials,
	ICredentialsExpressionResolveValues,
	ICredentialType,
	IExecuteData,
	IHttpRequestHelper,
	IHttpRequestOptions,
	INode,
	INodeCredentialsDetails,
	INodeParameters,
	INodeProperties,
	IWorkflowExecuteAdditionalData,
	WorkflowExecuteMode,
} from 'n8n-workflow';
import { getAdditionalKeys } from 'n8n-core';

export interface StoredCredential {
	type: string;
	name?: string;
	/** Decrypted. A run stores changes here, such as a renewed token. */
	data: ICredentialDataDecryptedObject;
}

/** Credentials by ID. */
export type StoredCredentials = Record<string, StoredCredential>;

/** An operator's overwrites for all credentials of a type and its descendants, as in `CREDENTIALS_OVERWRITE_DATA`. */
export type Overwrites = Record<string, Record<string, string>>;

/** Hidden fields of an OAuth type that stored data cannot change. */
const PINNED_FIELDS = [
	'useDynamicClientRegistration',
	'authUrl',
	'accessTokenUrl',
	'grantType',
	'authentication',
	'usePkce',
];

/** The two built-in types below a Google OAuth2 credential, with the fields that a run reads. */
const BUILT_IN_TYPES: ICredentialType[] = [
	{
		name: 'oAuth2Api',
		displayName: 'OAuth2 API',
		genericAuth: true,
		properties: [
			{ displayName: 'Grant Type', name: 'grantType', type: 'hidden', default: 'authorizationCode' },
			{ displayName: 'Authorization URL', name: 'authUrl', type: 'string', default: '' },
			{ displayName: 'Access Token URL', name: 'accessTokenUrl', type: 'string', default: '' },
			{ displayName: 'Client ID', name: 'clientId', type: 'string', default: '' },
			{ displayName: 'Client Secret', name: 'clientSecret', type: 'string', default: '' },
			{ displayName: 'Scope', name: 'scope', type: 'string', default: '' },
			{ displayName: 'Authentication', name: 'authentication', type: 'string', default: 'header' },
			{ displayName: 'Ignore SSL Issues', name: 'ignoreSSLIssues', type: 'boolean', default: false },
		],
	},
	{
		name: 'googleOAuth2Api',
		displayName: 'Google OAuth2 API',
		extends: ['oAuth2Api'],
		properties: [
			{ displayName: 'Grant Type', name: 'grantType', type: 'hidden', default: 'authorizationCode' },
			{
				displayName: 'Authorization URL',
				name: 'authUrl',
				type: 'hidden',
				default: 'https://accounts.google.com/o/oauth2/v2/auth',
			},
			{
				displayName: 'Access Token URL',
				name: 'accessTokenUrl',
				type: 'hidden',
				default: 'https://oauth2.googleapis.com/token',
			},
			{
				displayName: 'Auth URI Query Parameters',
				name: 'authQueryParameters',
				type: 'hidden',
				default: 'access_type=offline&prompt=consent',
			},
			{ displayName: 'Authentication', name: 'authentication', type: 'hidden', default: 'body' },
		],
	},
];

/** A credential as n8n keeps it in its database, without the encryption. */
class StoredCredentialEntity implements ICredentials {
	readonly id: string;
	readonly name: string;
	readonly type: string;
	data: string | undefined;
	private readonly stored: StoredCredential;

	constructor(id: string, stored: StoredCredential) {
		this.id = id;
		this.name = stored.name ?? id;
		this.type = stored.type;
		this.stored = stored;
	}

	async getData() {
		return deepCopy(this.stored.data);
	}

	getDataToSave() {
		return { id: this.id, name: this.name, type: this.type, data: JSON.stringify(this.stored.data) };
	}

	async setData(data: ICredentialDataDecryptedObject) {
		this.stored.data = deepCopy(data);
	}

	async updateData(toUpdate: Partial<ICredentialDataDecryptedObject>, toDelete: Array<string | number> = []) {
		const merged = Object.entries({ ...this.stored.data, ...toUpdate });
		this.stored.data = deepCopy(
			Object.fromEntries(
				merged.flatMap(([key, value]) =>
					value === undefined || toDelete.includes(key) ? [] : [[key, value]],
				),
			),
		);
	}
}

/** n8n has different types for node parameters and credentials, although both are plain JSON. */
function retyped<T>(data: object): T {
	return jsonParse<T>(JSON.stringify(data));
}

/** A hook of the credential type may reach only the domains that the credential allows. */
function restrictToCredentialDomains(
	{ helpers }: IHttpRequestHelper,
	credentials: ICredentialDataDecryptedObject,
): IHttpRequestHelper {
	const allowedDomains = getCredentialOwnRequestAllowedDomains(credentials);
	const restriction = allowedDomains === undefined ? {} : { allowedDomains };
	return {
		helpers: {
			httpRequest: async (options: IHttpRequestOptions) =>
				await helpers.httpRequest({ ...options, ...restriction }),
		},
	};
}

export class CredentialStore extends ICredentialsHelper {
	private readonly types: Map<string, ICredentialType>;
	private readonly stored: StoredCredentials;
	private readonly overwrites: Overwrites;
	private readonly supportedNodes: (type: string) => string[];

	/** @param supportedNodes full names of the node types that list a credential type */
	constructor(
		types: ICredentialType[],
		stored: StoredCredentials,
		overwrites: Overwrites,
		supportedNodes: (type: string) => string[],
	) {
		super();
		this.types = new Map([...BUILT_IN_TYPES, ...types].map((type) => [type.name, type]));
		this.stored = stored;
		this.overwrites = overwrites;
		this.supportedNodes = supportedNodes;
	}

	typeOf(name: string): ICredentialType {
		const type = this.types.get(name);
		if (!type) throw new UserError(`Unrecognized credential type: ${name}`);
		return type;
	}

	getParentTypes(name: string): string[] {
		const parents = this.types.get(name)?.extends ?? [];
		return [...parents, ...parents.flatMap((parent) => this.getParentTypes(parent))];
	}

	isCredentialUsableByNode(credentialType: string, nodeType: string): boolean {
		const type = this.types.get(credentialType);
		return !type?.restrictToSupportedNodes || this.supportedNodes(credentialType).includes(nodeType);
	}

	async authenticate(
		credentials: ICredentialDataDecryptedObject,
		typeName: string,
		requestOptions: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> {
		const { authenticate } = this.typeOf(typeName);
		if (authenticate === undefined) return requestOptions;
		if (typeof authenticate !== 'function') throw new Error('Declarative authentication is not covered here');
		return await authenticate(credentials, requestOptions);
	}

	async preAuthentication(
		helpers: IHttpRequestHelper,
		credentials: ICredentialDataDecryptedObject,
		typeName: string,
		node: INode,
		credentialsExpired: boolean,
	): Promise<ICredentialDataDecryptedObject | undefined> {
		const { preAuthentication, properties } = this.typeOf(typeName);
		const expirable = properties.find(
			({ type, typeOptions }) => type === 'hidden' && typeOptions?.expirable === true,
		);
		if (!expirable || !preAuthentication) return undefined;
		if (credentials[expirable.name] !== '' && !credentialsExpired) return undefined;
		const output = await preAuthentication.call(
			restrictToCredentialDomains(helpers, credentials),
			credentials,
		);
		if (output[expirable.name] === undefined) return undefined;
		const details = node.credentials?.[typeName];
		if (!details) return undefined;
		const stored = await this.getCredentials(details);
		await stored.updateData(retyped(output));
		return Object.assign(credentials, output);
	}

	async runPreAuthentication(
		helpers: IHttpRequestHelper,
		credentials: ICredentialDataDecryptedObject,
		typeName: string,
	): Promise<ICredentialDataDecryptedObject | undefined> {
		const { preAuthentication } = this.typeOf(typeName);
		if (!preAuthentication) return undefined;
		const output = await preAuthentication.call(
			restrictToCredentialDomains(helpers, credentials),
			credentials,
		);
		return retyped(output);
	}

	async getCredentials({ id, name }: INodeCredentialsDetails): Promise<ICredentials> {
		const stored = id ? this.stored[id] : undefined;
		if (!id || !stored) throw new UserError(`Credential "${name}" was not found`);
		return new StoredCredentialEntity(id, stored);
	}

	async getDecrypted(
		additionalData: IWorkflowExecuteAdditionalData,
		nodeCredentials: INodeCredentialsDetails,
		type: string,
		mode: WorkflowExecuteMode,
		executeData?: IExecuteData,
		raw?: boolean,
		resolve?: ICredentialsExpressionResolveValues,
	): Promise<ICredentialDataDecryptedObject> {
		const original = await (await this.getCredentials(nodeCredentials)).getData(type);
		return raw ? original : this.withDefaults(additionalData, original, type, mode, executeData, resolve);
	}

	/** The stored data as a node receives it: pinned fields dropped, operator's overwrites, defaults, expressions. */
	withDefaults(
		additionalData: IWorkflowExecuteAdditionalData,
		original: ICredentialDataDecryptedObject,
		type: string,
		mode: WorkflowExecuteMode,
		executeData?: IExecuteData,
		resolve?: ICredentialsExpressionResolveValues,
	): ICredentialDataDecryptedObject {
		const properties = this.getCredentialsProperties(type);
		const pinned = PINNED_FIELDS.filter((field) =>
			properties.some((p) => p.name === field && p.type === 'hidden'),
		);
		const stored = Object.fromEntries(Object.entries(original).filter(([key]) => !pinned.includes(key)));
		for (const [key, value] of Object.entries(this.overwritesOf(type))) stored[key] ||= value;
		const completed = NodeHelpers.getNodeParameters(properties, retyped(stored), true, false, null, null);
		const data = retyped<ICredentialDataDecryptedObject>(completed ?? {});
		for (const key of ['oauthTokenData', 'allowedHttpRequestDomains', 'allowedDomains']) {
			const value = original[key];
			if (value !== undefined) data[key] = value;
		}
		return resolve ? this.resolved(additionalData, data, mode, executeData, resolve) : data;
	}

	private resolved(
		additionalData: IWorkflowExecuteAdditionalData,
		data: ICredentialDataDecryptedObject,
		mode: WorkflowExecuteMode,
		executeData: IExecuteData | undefined,
		resolve: ICredentialsExpressionResolveValues,
	): ICredentialDataDecryptedObject {
		const { expression } = resolve.workflow;
		const value = expression.getParameterValue(
			retyped<INodeParameters>(data),
			resolve.runExecutionData,
			resolve.runIndex,
			resolve.itemIndex,
			resolve.node.name,
			resolve.connectionInputData,
			mode,
			getAdditionalKeys(additionalData, mode, null, { isCredential: true }),
			executeData,
			false,
			retyped<INodeParameters>(data),
		);
		return retyped(Object(value));
	}

	async updateCredentials(
		details: INodeCredentialsDetails,
		_type: string,
		data: ICredentialDataDecryptedObject,
	) {
		await (await this.getCredentials(details)).setData(data);
	}

	async updateCredentialsOauthTokenData(
		details: INodeCredentialsDetails,
		_type: string,
		{ oauthTokenData }: ICredentialDataDecryptedObject,
	) {
		if (oauthTokenData) await (await this.getCredentials(details)).updateData({ oauthTokenData });
	}

	getCredentialsProperties(name: string): INodeProperties[] {
		const type = this.typeOf(name);
		const combined: INodeProperties[] = [];
		for (const parent of type.extends ?? []) {
			NodeHelpers.mergeNodeProperties(combined, this.getCredentialsProperties(parent));
		}
		NodeHelpers.mergeNodeProperties(combined, type.properties);
		return combined;
	}

	private overwritesOf(type: string): Record<string, string> {
		const lineage = [...this.getParentTypes(type).reverse(), type];
		return Object.fromEntries(lineage.flatMap((name) => Object.entries(this.overwrites[name] ?? {})));
	}
}
