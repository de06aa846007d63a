import type { Emulator } from './api.ts';
import { ApiError, httpStatus } from './errors.ts';
import { faultKinds } from './faults.ts';
import { unknownPath } from './http.ts';
import type { Call, Reply } from './http.ts';
import { errorReply, jsonReply, parseBody } from './jsonBody.ts';
import { bool, bytes, decode, float, int32, json, list, map, message, oneOf, text } from './proto.ts';
import type { Decoder } from './proto.ts';
import { jobState } from './vertex/messages.ts';

const strings = list(text);

const fault = message('Fault', {
	kind: oneOf('FaultKind', faultKinds),
	match: message('FaultMatch', { method: text, host: text, path: text, text }),
	times: int32,
	skip: int32,
	probability: float,
	seed: int32,
	ms: int32,
	jitterMs: int32,
	status: oneOf('Status', httpStatus),
	message: text,
	retryAfterSeconds: float,
	perDay: bool,
	atStep: int32,
	bytes: int32,
	onClock: bool,
	carriedOut: bool,
	httpStatus: int32,
	headers: map(text),
	json,
	body: text,
	bodyBase64: bytes,
	repeat: int32,
	gzip: bool,
	tokens: oneOf('PageTokens', { same: 0, new: 1 }),
});
const caller = {
	email: text,
	kind: oneOf('CallerKind', { user: 0, serviceAccount: 1 }),
	homeProject: text,
	mayUse: allOrStrings,
	groups: strings,
	admin: bool,
};
const project = message('Project', { id: text, number: text, disabledServices: strings });
const serviceAccount = message('ServiceAccount', caller);
const token = message('Token', {
	...caller,
	token: text,
	scopes: strings,
	expiresInSeconds: float,
	refresh: bool,
});
const apiKey = message('ApiKey', { project: text, services: strings, key: text });
const clockMove = message('ClockMove', { advanceMs: float });
const durations = message('Durations', { startMs: float, stepMs: float, finishMs: float });
const limits = message('Limits', { concurrent: int32, perMinute: float, burst: float, path: text });
const jobChange = message('JobChange', {
	action: oneOf('JobAction', { cancel: 0, fail: 1, stall: 2, resume: 3, failEndpoint: 4 }),
	atStep: int32,
	status: oneOf('Status', httpStatus),
	message: text,
});

const forcedState = message('ForcedState', {
	state: oneOf('JobState', jobState),
	error: message('Status', { code: int32, message: text }),
});
const metricsChange = message('MetricsChange', {
	fault: oneOf('MetricsFault', { none: 0, emptyRun: 1, evaluationRun: 2, noRun: 3, unknownSeries: 4 }),
});
const vertexDurations = message('VertexDurations', {
	pendingMs: float,
	datasetMs: float,
	capacityMs: float,
	stepMs: float,
	finishMs: float,
	cancelMs: float,
	operationMs: float,
	batchPendingMs: float,
	batchImportMs: float,
	batchLineMs: float,
	batchExportMs: float,
});
const jobQuota = message('JobQuota', {
	concurrentJobs: int32,
	whenFull: oneOf('WhenFull', { wait: 0, reject: 1 }),
});
const grant = message('Grant', { member: text, resource: text, permissions: strings });

function allOrStrings(...[value, place]: Parameters<Decoder<unknown>>): string[] | 'all' | undefined {
	return value === 'all' ? 'all' : strings(value, place);
}

function required<T>(value: T | undefined, name: string): T {
	if (value === undefined) throw new ApiError('INVALID_ARGUMENT', `"${name}" is missing`);
	return value;
}

interface Asked {
	emulator: Emulator;
	/** The rest of the path after its first part, such as a fault's ID. */
	id: string;
	read<T>(decoder: Decoder<T>): T;
}

const clockFace = ({ clock }: Emulator) => ({
	now: clock.now(),
	time: new Date(clock.now()).toISOString(),
	setting: clock.setting,
});

/** The handlers, by verb and first part of the path below `/emulator/`. Each returns the value to print. */
const controls: Record<string, (asked: Asked) => unknown> = {
	'GET state': ({ emulator }) => emulator.state(),
	'POST reset'({ emulator }) {
		emulator.reset();
		return {};
	},
	'GET clock': ({ emulator }) => clockFace(emulator),
	'POST clock'({ emulator, read }) {
		emulator.clock.advance(required(read(clockMove).advanceMs, 'advanceMs'));
		return clockFace(emulator);
	},
	'GET faults': ({ emulator }) => ({ faults: emulator.faults.list() }),
	'POST faults'({ emulator, read }) {
		const { kind, ...more } = read(fault);
		return { id: emulator.faults.add({ kind: required(kind, 'kind'), ...more }) };
	},
	'DELETE faults'({ emulator, id }) {
		if (id === '') emulator.faults.clear();
		else emulator.faults.remove(Number(id));
		return {};
	},
	'GET requests': ({ emulator }) => ({ requests: emulator.requests.list() }),
	'DELETE requests'({ emulator }) {
		emulator.requests.clear();
		return {};
	},
	'GET traffic': ({ emulator }) => emulator.traffic.figures(),
	'DELETE traffic'({ emulator }) {
		emulator.traffic.clear();
		return {};
	},
	'GET limits': ({ emulator }) => emulator.limits.limits,
	'POST limits'({ emulator, read }) {
		emulator.limits.set(read(limits));
		return emulator.limits.limits;
	},
	'POST durations': ({ emulator, read }) => Object.assign(emulator.durations, read(durations)),
	'POST vertex-durations': ({ emulator, read }) =>
		Object.assign(emulator.vertex.durations, read(vertexDurations)),
	'POST job-quota': ({ emulator, read }) => Object.assign(emulator.vertex.quota, read(jobQuota)),
	'POST job-states'({ emulator, id, read }) {
		const { state, error } = read(forcedState);
		const { code = 0, message: why = '' } = error ?? {};
		emulator.vertex.force(
			id,
			state === 'JOB_STATE_UNSPECIFIED' ? undefined : state,
			error && { code, message: why },
		);
		return {};
	},
	'POST metrics'({ emulator, id, read }) {
		const { fault: wanted = 'none' } = read(metricsChange);
		emulator.vertex.changeMetrics(id, wanted === 'none' ? undefined : wanted);
		return {};
	},
	'GET losses': ({ emulator, id }) => ({ losses: emulator.vertex.losses(id) }),
	'GET permissions': ({ emulator }) => ({ permissions: emulator.permissions.list() }),
	'POST permissions'({ emulator, read }) {
		const { member, resource, permissions } = read(grant);
		emulator.permissions.grant(required(member, 'member'), required(resource, 'resource'), permissions ?? []);
		return {};
	},
	'DELETE permissions': ({ emulator }) => emulator.permissions.clear() ?? {},
	'POST projects'({ emulator, read }) {
		const { id, ...more } = read(project);
		return emulator.identities.addProject({ id: required(id, 'id'), ...more });
	},
	'POST tokens'({ emulator: { identities }, read }) {
		const { email, refresh, ...more } = read(token);
		const wanted = { email: required(email, 'email'), ...more };
		return { token: refresh ? identities.issueRefreshToken(wanted) : identities.issueToken(wanted) };
	},
	'POST keys'({ emulator, read }) {
		const { project: owner, services, key } = read(apiKey);
		return { key: emulator.identities.issueApiKey(required(owner, 'project'), services, key) };
	},
	async 'POST service-accounts'({ emulator, read }) {
		const { email, homeProject, ...more } = read(serviceAccount);
		const named = { email: required(email, 'email'), homeProject: required(homeProject, 'homeProject') };
		return await emulator.identities.issueServiceAccountKey({ ...more, ...named }, emulator.tokenUri);
	},
	'POST jobs'({ emulator, id, read }) {
		const { action, status, ...more } = read(jobChange);
		emulator.jobs.change(id, required(action, 'action'), { ...more, ...(status && { code: status }) });
		return {};
	},
};

/** The emulator's own controls over HTTP, for callers in another process. */
export function createControl(emulator: () => Emulator) {
	return async (call: Call): Promise<Reply> => {
		const [, path = '', id = ''] = /^\/emulator\/([a-z-]+)(?:\/([^/]+))?$/.exec(call.path) ?? [];
		const control = controls[`${call.method} ${path}`];
		if (!control) return unknownPath(call.path);
		try {
			const read = <T>(decoder: Decoder<T>) => decode(decoder, parseBody(call.body));
			const answer = await control({ emulator: emulator(), id, read });
			return jsonReply(JSON.parse(JSON.stringify(answer)), call.query);
		} catch (error) {
			const shown = error instanceof ApiError ? error : new ApiError('INVALID_ARGUMENT', String(error));
			return errorReply(shown, call);
		}
	};
}
