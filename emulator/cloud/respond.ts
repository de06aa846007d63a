import { authenticate } from '../auth.ts';
import type { Consumer, Service } from '../auth.ts';
import { unknownPath } from '../http.ts';
import type { Call, Dialect, Reply } from '../http.ts';
import type { Identities } from '../identity.ts';
import { errorReply } from '../jsonBody.ts';
import type { Permissions } from '../permissions.ts';
import { createRouter, readParams } from '../routes.ts';

/** The state that the methods use. */
export interface CloudService {
	identities: Identities;
	permissions: Permissions;
}

/** A request that has been routed and authenticated. */
export interface CloudRequest {
	/** `v1`, `v3`, … */
	version: string;
	ids: readonly string[];
	call: Call;
	/** Email address of the caller. */
	caller: string;
}

export interface CloudMethod {
	verb: 'GET' | 'POST';
	/** Below the version, with `{}` for an ID. */
	path: string;
	/** Full name. */
	rpc: string;
	answer(service: CloudService, request: CloudRequest): Reply;
}

/** A small service of Google Cloud on one host. */
export function createCloudDialect(
	about: Service,
	versions: readonly string[],
	methods: readonly CloudMethod[],
	service: CloudService,
): Dialect {
	const route = createRouter(methods);

	function answer(call: Call): Reply {
		const [, version = '', rest = ''] = /^\/(v\d\w*)\/(.+)$/.exec(call.path) ?? [];
		const found = versions.includes(version) ? route(call.method, rest)[0] : undefined;
		if (!found) return unknownPath(call.path);
		const { rpc } = found.route;
		const consumer: Consumer = authenticate(call, service.identities, { service: about, rpc, keys: false });
		readParams(call.query, rpc);
		const caller = consumer.caller?.email ?? '';
		return found.route.answer(service, { version, ids: found.ids, call, caller });
	}

	return {
		serves: (host) => host === about.host,
		answer(call) {
			try {
				return answer(call);
			} catch (error) {
				return errorReply(error, call);
			}
		},
	};
}
