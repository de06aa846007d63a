import { ApiError, errorInfo, help, localizedMessage } from './errors.ts';
import type { Call } from './http.ts';
import { header } from './http.ts';
import type { Caller, Identities, Project } from './identity.ts';
import { readJwt } from './jwt.ts';

/** The service that a request is for, as its error messages name it. */
export interface Service {
	host: string;
	title: string;
	/** One of these scopes is enough. */
	scopes: readonly string[];
}

export interface Requirements {
	service: Service;
	/** Full name of the called method, e.g. `google.ai.generativelanguage.v1beta.ModelService.GetModel`. */
	rpc: string;
	/** Whether an API key is enough. */
	keys: boolean;
	/** Project of the requested resource, on services that bill this project if the request names no other. */
	resourceProject?: Project;
	/** Whether a user's call is billed to `resourceProject`, too. Otherwise the request has to name a project. */
	usersToo?: boolean;
}

/** The caller and its project. A caller with an API key has no name. */
export interface Consumer {
	project: Project;
	caller?: Caller;
}

interface Bearer {
	caller: Caller;
	scopes: readonly string[] | 'any';
}

/** The project of gcloud's own OAuth client. Google bills a user's call to it if the request names no project. */
const GCLOUD_PROJECT = '764086051850';
const BAD_CREDENTIALS =
	'Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other valid ' +
	'authentication credential. See https://developers.google.com/identity/sign-in/web/devconsole-project.';

/**
 * Checks a request's credentials in Google's order: caller, scopes, project, enabled API.
 * @throws ApiError 400, 401 or 403 with Google's body
 */
export function authenticate(call: Call, identities: Identities, needs: Requirements): Consumer {
	const key = header(call, 'x-goog-api-key') ?? call.query.get('key') ?? undefined;
	const keyProject = key === undefined ? undefined : projectOfKey(key, identities, needs);
	const token = bearerToken(call);
	if (token === undefined) {
		if (!keyProject) throw unregistered();
		if (!needs.keys) throw credentialsMissing(needs);
		return { project: enabled(keyProject, needs.service) };
	}
	const bearer = readBearer(token, call, identities, needs);
	if (bearer.scopes !== 'any' && !bearer.scopes.some((scope) => needs.service.scopes.includes(scope))) {
		throw new ApiError('PERMISSION_DENIED', 'Request had insufficient authentication scopes.', [
			errorInfo('ACCESS_TOKEN_SCOPE_INSUFFICIENT', { service: needs.service.host, method: needs.rpc }),
		]);
	}
	const project = quotaProject(call, bearer.caller, keyProject, identities, needs);
	if (needs.resourceProject) enabled(needs.resourceProject, needs.service);
	return { project: enabled(project, needs.service), caller: bearer.caller };
}

function bearerToken(call: Call): string | undefined {
	const authorization = header(call, 'authorization');
	const sent = authorization === undefined ? undefined : (/^Bearer\s+(\S+)$/i.exec(authorization)?.[1] ?? '');
	return sent ?? call.query.get('access_token') ?? call.query.get('oauth_token') ?? undefined;
}

function projectOfKey(key: string, identities: Identities, { service, rpc }: Requirements): Project {
	const known = identities.apiKeys.get(key);
	const project = known && identities.project(known.project);
	if (!project) {
		if (key.startsWith('ya29.')) throw unauthenticated('ACCESS_TOKEN_TYPE_UNSUPPORTED', service, rpc);
		throw new ApiError('INVALID_ARGUMENT', 'API key not valid. Please pass a valid API key.', [
			errorInfo('API_KEY_INVALID', { service: service.host }),
			localizedMessage('API key not valid. Please pass a valid API key.'),
		]);
	}
	if (known.services && !known.services.includes(service.host)) {
		throw new ApiError(
			'PERMISSION_DENIED',
			`Requests to this API ${service.host} method ${rpc} are blocked.`,
			[
				errorInfo('API_KEY_SERVICE_BLOCKED', {
					service: service.host,
					apiName: service.host,
					methodName: rpc,
					consumer: `projects/${project.number}`,
				}),
			],
		);
	}
	return project;
}

function readBearer(
	token: string,
	call: Call,
	identities: Identities,
	{ service, rpc }: Requirements,
): Bearer {
	const issued = identities.accessTokens.get(token);
	if (issued) {
		const caller = identities.callers.get(issued.email);
		if (!caller || issued.expiresAt <= Date.now())
			throw unauthenticated('ACCESS_TOKEN_EXPIRED', service, rpc);
		return { caller, scopes: issued.scopes };
	}
	return readSelfSigned(token, call, identities, service) ?? refuse(service, rpc);
}

function refuse(service: Service, rpc: string): never {
	throw unauthenticated('ACCESS_TOKEN_TYPE_UNSUPPORTED', service, rpc);
}

/** A JWT that a service account signed itself. It is valid for one service (aud) or for scopes, for at most an hour. */
function readSelfSigned(
	token: string,
	call: Call,
	identities: Identities,
	service: Service,
): Bearer | undefined {
	const jwt = readJwt(token);
	const known = jwt?.keyId === undefined ? undefined : identities.serviceAccountKeys.get(jwt.keyId);
	const caller = known && identities.callers.get(known.email);
	if (!jwt || !known || !caller || !jwt.signedBy(known.publicKey)) return undefined;
	const { iss, sub, aud, scope, iat = 0, exp = 0 } = jwt.claims;
	const now = Date.now() / 1000;
	if (iss !== known.email || (sub !== undefined && sub !== known.email)) return undefined;
	if (exp <= now || iat > now + 300 || exp - iat > 3600) return undefined;
	if (scope !== undefined) return { caller, scopes: scope.split(' ') };
	const audiences = [`https://${service.host}`, call.origin].flatMap((origin) => [origin, `${origin}/`]);
	return aud !== undefined && audiences.includes(aud) ? { caller, scopes: 'any' } : undefined;
}

function quotaProject(
	call: Call,
	caller: Caller,
	keyProject: Project | undefined,
	identities: Identities,
	{ service, resourceProject, usersToo = false }: Requirements,
): Project {
	const named = header(call, 'x-goog-user-project');
	if (named) {
		const project = identities.project(named);
		if (!project || !identities.mayUse(caller, project)) throw projectDenied(named, service);
		return project;
	}
	const billed = usersToo || caller.kind === 'serviceAccount' ? resourceProject : undefined;
	const own =
		keyProject ??
		billed ??
		(caller.homeProject === undefined ? undefined : identities.project(caller.homeProject));
	if (!own) throw quotaProjectMissing(service);
	return own;
}

function enabled(project: Project, service: Service): Project {
	if (project.disabledServices.includes(service.host)) throw serviceDisabled(project, service);
	return project;
}

function unregistered(): ApiError {
	return new ApiError(
		'PERMISSION_DENIED',
		"Method doesn't allow unregistered callers (callers without established identity). Please use API Key or " +
			'other form of API consumer identity to call this API.',
	);
}

function credentialsMissing({ service, rpc }: Requirements): ApiError {
	return new ApiError(
		'UNAUTHENTICATED',
		'API keys are not supported by this API. Expected OAuth2 access token or other authentication credentials ' +
			'that assert a principal.',
		[errorInfo('CREDENTIALS_MISSING', { service: service.host, method: rpc })],
	);
}

/** The 401 for a token that is unknown, expired or of the wrong kind. */
function unauthenticated(reason: string, service: Service, rpc: string): ApiError {
	return new ApiError(
		'UNAUTHENTICATED',
		BAD_CREDENTIALS,
		[errorInfo(reason, { method: rpc, service: service.host })],
		{ 'www-authenticate': 'Bearer realm="invalid_token"' },
	);
}

function quotaProjectMissing(service: Service): ApiError {
	return new ApiError(
		'PERMISSION_DENIED',
		`Your application is authenticating by using local Application Default Credentials. The ${service.host} API ` +
			'requires a quota project, which is not set by default. To learn how to set your quota project, see ' +
			'https://cloud.google.com/docs/authentication/adc-troubleshooting/user-creds .',
		[errorInfo('SERVICE_DISABLED', { service: service.host, consumer: `projects/${GCLOUD_PROJECT}` })],
	);
}

function projectDenied(project: string, service: Service): ApiError {
	const page = `https://console.developers.google.com/iam-admin/iam/project?project=${project}`;
	return new ApiError(
		'PERMISSION_DENIED',
		`Caller does not have required permission to use project ${project}. Grant the caller the ` +
			'roles/serviceusage.serviceUsageConsumer role, or a custom role with the serviceusage.services.use ' +
			`permission, by visiting ${page} and then retry. Propagation of the new permission may take a few minutes.`,
		[
			help('Google developer console IAM admin', page),
			errorInfo('USER_PROJECT_DENIED', { service: service.host, consumer: `projects/${project}` }),
		],
	);
}

function serviceDisabled(project: Project, service: Service): ApiError {
	const page = `https://console.developers.google.com/apis/api/${service.host}/overview?project=${project.number}`;
	const message =
		`${service.title} has not been used in project ${project.number} before or it is disabled. Enable it by ` +
		`visiting ${page} then retry. If you enabled this API recently, wait a few minutes for the action to propagate ` +
		'to our systems and retry.';
	return new ApiError('PERMISSION_DENIED', message, [
		errorInfo('SERVICE_DISABLED', {
			service: service.host,
			serviceTitle: service.title,
			consumer: `projects/${project.number}`,
			containerInfo: project.number,
			activationUrl: page,
		}),
		localizedMessage(message),
		help('Google developers console API activation', page),
	]);
}
