import { authenticate } from '../auth.ts';
import type { Service as AuthService } from '../auth.ts';
import { unknownPath } from '../http.ts';
import type { Call, Dialect, Reply } from '../http.ts';
import { CLOUD_PLATFORM } from '../identity.ts';
import type { Identities } from '../identity.ts';
import { errorReply } from '../jsonBody.ts';
import { createRouter, readParams } from '../routes.ts';
import type { Method, Service } from './method.ts';
import { methods } from './methods.ts';

export const GEMINI_HOST = 'generativelanguage.googleapis.com';

const GEMINI = 'https://www.googleapis.com/auth/generative-language';

const authService: AuthService = {
	host: GEMINI_HOST,
	title: 'Generative Language API',
	scopes: [
		CLOUD_PLATFORM,
		GEMINI,
		`${GEMINI}.tuning`,
		`${GEMINI}.tuning.readonly`,
		`${GEMINI}.retriever`,
		`${GEMINI}.retriever.readonly`,
	],
};

const VERSIONED = /^\/(v1|v1beta|v1beta3)\/(.+)$/;
const route = createRouter(methods);

/** The method for a request line; undefined if Google has none on that version. */
function find(call: Call): { method: Method; version: string; ids: string[] } | undefined {
	const [, version = '', rest = ''] = VERSIONED.exec(call.path) ?? [];
	const found = route(call.method, rest).find(({ route: method }) => method.versions.includes(version));
	return found && { method: found.route, version, ids: found.ids };
}

/** The Gemini API (Generative Language API). */
export function createGeminiDialect(service: Service, identities: Identities): Dialect {
	function answer(call: Call): Reply {
		const found = find(call);
		if (!found) return unknownPath(call.path);
		const { method, version, ids } = found;
		const rpc = `google.ai.generativelanguage.${version}.${method.rpc}`;
		const consumer = authenticate(call, identities, { service: authService, rpc, keys: method.keys ?? true });
		return method.answer(service, {
			version,
			ids,
			query: call.query,
			params: readParams(call.query, rpc, method.params),
			body: call.body,
			consumer,
			now: service.clock.now(),
			...(call.outcome && { outcome: call.outcome }),
		});
	}

	return {
		serves: (host) => host === GEMINI_HOST,
		answer(call) {
			try {
				return answer(call);
			} catch (error) {
				return errorReply(error, call);
			}
		},
	};
}
