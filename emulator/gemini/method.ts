import type { Clock } from '../clock.ts';
import type { Consumer } from '../auth.ts';
import type { Reply } from '../http.ts';
import type { Random } from '../random.ts';
import type { Durations, JobOutcome } from '../run.ts';
import type { Store } from '../store.ts';

/** The state that the methods use. */
export interface Service {
	store: Store;
	clock: Clock;
	random: Random;
	/** Durations of the training of jobs created from now on. */
	durations: Durations;
}

/** A request that has been routed and authenticated. */
export interface Request {
	version: string;
	/** The values of the path's placeholders. */
	ids: readonly string[];
	query: URLSearchParams;
	/** The method's own query parameters, by their camelCase name. */
	params: ReadonlyMap<string, string>;
	body: Buffer;
	consumer: Consumer;
	now: number;
	outcome?: JobOutcome;
}

/** One method of the API. */
export interface Method {
	verb: 'GET' | 'POST' | 'PATCH' | 'DELETE';
	/** Below the version, with `{}` for an ID, e.g. `tunedModels/{}:generateContent`. */
	path: string;
	versions: readonly string[];
	/** Service and method name, e.g. `ModelService.GetTunedModel`. */
	rpc: string;
	/** False if an API key isn't enough. */
	keys?: false;
	/** Own query parameters, in camelCase. */
	params?: readonly string[];
	answer(service: Service, request: Request): Reply;
}
