/** Both backends on recorded answers: first on those of an emulator, then on the same ones, changed. */
import type { Emulator } from '../../emulator/api.ts';
import type { TuningBackend } from '../../nodes/shared/google/backend.ts';
import { errorOf } from '../../nodes/shared/google/http/readResponse.ts';
import { ConnectionError } from '../../nodes/shared/google/http/googleErrors.ts';
import { createGeminiBackend } from '../../nodes/shared/google/gemini/geminiBackend.ts';
import type { RawHttp, RawRequest, StreamHttp } from '../../nodes/shared/google/http/httpClient.ts';
import { geminiHost, originOf } from '../../nodes/shared/google/http/origins.ts';
import { withRetry } from '../../nodes/shared/google/http/retry.ts';
import { createVertexBackend } from '../../nodes/shared/google/vertex/vertexBackend.ts';
import type { Api } from '../nodes/scene.ts';
import { fetchRaw, jsonClient } from '../vertexClient.ts';
import type { Answer, AnswerChange } from './answerChanges.ts';
import { changedAnswer } from './answerChanges.ts';

/** Where requests of a backend go. */
type Wire = (request: RawRequest) => Promise<Answer & { isWhole: boolean }>;

/** The answers to one operation, in their order. */
export type Recording = ReadonlyArray<{ key: string; answer: Answer }>;

/** A change of the answer to one request, counted from 0. */
export interface PlannedChange {
	request: number;
	times: number;
	change: AnswerChange;
}

const broken = () => new ConnectionError('No whole answer arrived');
const keyOf = ({ method, url, query = {} }: RawRequest) => JSON.stringify([method, url, query]);

/** Runs an operation against the emulator and records its answers. */
export async function record<T>(
	api: Api,
	emulator: Emulator,
	run: (backend: TuningBackend) => Promise<T>,
): Promise<{ result: T; recording: Recording }> {
	const recording: Array<{ key: string; answer: Answer }> = [];
	const send = fetchRaw(emulator);
	const backend = backendOn(api, emulator, async (request) => {
		const { status, headers, text } = await send(request);
		const answer = { status, headers, body: Buffer.from(text) };
		recording.push({ key: keyOf(request), answer });
		return { ...answer, isWhole: true };
	});
	return { result: await run(backend), recording };
}

/** A backend that gets recorded answers, some of them changed. A request that wasn't recorded finds nothing. */
export function replaying(
	api: Api,
	emulator: Pick<Emulator, 'url' | 'project'>,
	recording: Recording,
	plan: readonly PlannedChange[],
): TuningBackend {
	const left = [...recording];
	let requests = 0;
	return backendOn(api, emulator, async (request) => {
		const index = requests++;
		const planned = plan.find((each) => index >= each.request && index < each.request + each.times);
		const answer = await Promise.resolve(nextAnswer(left, recording, keyOf(request)));
		if (!planned) return { ...answer, isWhole: true };
		const { delivery, share, ...changed } = changedAnswer(answer, planned.change);
		if (delivery === 'whole') return { ...changed, isWhole: true };
		const body = changed.body.subarray(0, Math.floor(changed.body.length * share));
		return { ...changed, body, isWhole: delivery === 'drip' };
	});
}

const notFound: Answer = {
	status: 404,
	headers: {},
	body: Buffer.from('{"error":{"code":404,"message":"Not found","status":"NOT_FOUND"}}'),
};

/** Each answer once, in order; the last one of a request again and again. */
function nextAnswer(left: Recording[number][], recording: Recording, key: string): Answer {
	const index = left.findIndex((each) => each.key === key);
	const [next] = index < 0 ? [] : left.splice(index, 1);
	return (next ?? recording.findLast((each) => each.key === key))?.answer ?? notFound;
}

function backendOn(api: Api, { url, project }: Pick<Emulator, 'url' | 'project'>, wire: Wire): TuningBackend {
	let time = Date.UTC(2026, 9, 1);
	let ids = 0;
	const waiting = {
		sleep: async (ms: number) => {
			time += Math.max(1, ms);
			await Promise.resolve();
		},
		random: () => 0.5,
	};
	const raw: RawHttp = async (request) => {
		const { status, headers, body, isWhole } = await wire(request);
		if (!isWhole) throw broken();
		return { status, headers, text: body.toString() };
	};
	const openStream: StreamHttp = async (request) => {
		const { status, headers, body, isWhole } = await wire(request);
		if (status < 300) return pieces(body, isWhole);
		const retryAfter = headers['retry-after'];
		throw errorOf('example.com', { httpStatus: status, body: body.toString(), retryAfter });
	};
	const http = withRetry(jsonClient(raw), waiting);
	if (api === 'gemini')
		return createGeminiBackend({ http, openStream, origin: originOf(geminiHost, url), sleep: waiting.sleep });
	return createVertexBackend({
		http,
		raw,
		openStream,
		endpoint: url,
		place: { project, location: 'us-central1' },
		now: () => time,
		newId: () => `id-${ids++}`,
		...waiting,
	});
}

/** Cuts anywhere, also inside of characters. */
async function* pieces(body: Buffer, isWhole: boolean): AsyncGenerator<Uint8Array> {
	const size = Math.max(1, Math.ceil(body.length / 7));
	for (let start = 0; start < body.length; start += size)
		yield await Promise.resolve(body.subarray(start, start + size));
	if (!isWhole) throw broken();
}
