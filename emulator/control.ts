import type { Emulator } from './api.ts';
import { ApiError, httpStatus } from './errors.ts';
import { faultKinds } from './faults.ts';
import { unknownPath } from './http.ts';
import type { Call, Reply } from './http.ts';
import { errorReply, jsonReply, parseBody } from './json.ts';
import { bool, decode, float, int32, list, message, oneOf, text } from './proto.ts';
import type { Decoder } from './proto.ts';

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
	action: oneOf('JobAction', { cancel: 0, fail: 1, stall: 2, resume: 3 }),
	atStep: int32,
	status: oneOf('Status', httpStatus),
	message: text,
});

function allOrStrings(...[value, place]: Parameters<Decoder<unknown>>): string[] | 'all' | undefined {
	return value === 'all' ? 'all' : strings(value, place);
}

function required<T>(value: T | undefined, name: string): T {
	if (value === undefined) throw new ApiError('INVALID_ARGUMENT', `"${name}" is missing`);
	return value;
}

/** The emulator's own controls over HTTP, for whoever cannot call them in process. */
export function createControl(emulator: () => Emulator) {
	async function answer(call: Call): Promise<unknown> {
		const {
			clock,
			faults,
			requests,
			identities,
			limits: limiter,
			jobs,
			durations: lengths,
			...rest
		} = emulator();
		const read = <T>(decoder: Decoder<T>) => decode(decoder, parseBody(call.body));
		const [, path = '', id = ''] = /^\/emulator\/([a-z-]+)(?:\/([^/]+))?$/.exec(call.path) ?? [];
		switch (`${call.method} ${path}`) {
			case 'GET state':
				return rest.state();
			case 'POST reset':
				rest.reset();
				return {};
			case 'GET clock':
				return { now: clock.now(), time: new Date(clock.now()).toISOString(), setting: clock.setting };
			case 'POST clock':
				clock.advance(required(read(clockMove).advanceMs, 'advanceMs'));
				return { now: clock.now(), time: new Date(clock.now()).toISOString() };
			case 'GET faults':
				return { faults: faults.list() };
			case 'POST faults': {
				const { kind, ...more } = read(fault);
				return { id: faults.add({ kind: required(kind, 'kind'), ...more }) };
			}
			case 'DELETE faults':
				if (id === '') faults.clear();
				else faults.remove(Number(id));
				return {};
			case 'GET requests':
				return { requests: requests.list() };
			case 'DELETE requests':
				requests.clear();
				return {};
			case 'GET limits':
				return limiter.limits;
			case 'POST limits':
				limiter.set(read(limits), clock.rateTime());
				return limiter.limits;
			case 'POST durations':
				return Object.assign(lengths, read(durations));
			case 'POST projects': {
				const { id: name, ...more } = read(project);
				return identities.addProject({ id: required(name, 'id'), ...more });
			}
			case 'POST tokens': {
				const { email, refresh, ...more } = read(token);
				const wanted = { email: required(email, 'email'), ...more };
				return { token: refresh ? identities.issueRefreshToken(wanted) : identities.issueToken(wanted) };
			}
			case 'POST keys': {
				const wanted = read(apiKey);
				return {
					key: identities.issueApiKey(required(wanted.project, 'project'), wanted.services, wanted.key),
				};
			}
			case 'POST service-accounts': {
				const { email, homeProject, ...more } = read(message('ServiceAccount', caller));
				const account = {
					...more,
					email: required(email, 'email'),
					homeProject: required(homeProject, 'homeProject'),
				};
				return await identities.issueServiceAccountKey(account, rest.tokenUri);
			}
			case 'POST jobs': {
				const { action, status, ...more } = read(jobChange);
				jobs.change(id, required(action, 'action'), { ...more, ...(status && { code: status }) });
				return {};
			}
		}
		return undefined;
	}

	return async (call: Call): Promise<Reply> => {
		const { query } = call;
		try {
			const answered = await answer(call);
			return answered === undefined
				? unknownPath(call.path)
				: jsonReply(JSON.parse(JSON.stringify(answered)), query);
		} catch (error) {
			return errorReply(
				error instanceof ApiError ? error : new ApiError('INVALID_ARGUMENT', String(error)),
				query,
			);
		}
	};
}
