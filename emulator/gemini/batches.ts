import { generate, renderGeneration } from '../content/answer.ts';
import { checkContents, checkGenerationConfig, checkTextOnly } from '../content/checks.ts';
import type { GenerateContentRequest } from '../content/messages.ts';
import { microsTimestamp } from '../clock.ts';
import { ApiError, invalidArgument, rpcCode } from '../errors.ts';
import { present, unlessDefault } from '../json.ts';
import { parseBody } from '../jsonBody.ts';
import type { Json } from '../json.ts';
import type { Responder } from '../learner/index.ts';
import { decode } from '../proto.ts';
import { base36 } from '../random.ts';
import type { Batch } from '../store.ts';
import { usableModel } from './generate.ts';
import { batchGenerateContentRequest } from './messages.ts';
import type { Request, Service } from './method.ts';

const ID_LENGTH = 36;
/** Duration of one request of a batch, in milliseconds of the emulator's time. */
const MS_PER_REQUEST = 100;
const MESSAGE = 'type.googleapis.com/google.ai.generativelanguage.v1beta.GenerateContentBatch';

/** tunedModels.batchGenerateContent with the requests in the body. Returns the batch's operation. */
export function createBatch(service: Service, request: Request): Json {
	const model = usableModel(service, request);
	const { batch } = decode(batchGenerateContentRequest, parseBody(request.body));
	const wanted = batch?.inputConfig?.requests?.requests ?? [];
	if (wanted.length === 0) throw invalidArgument('batch.input_config', 'Inline requests are required.');
	const name = `tunedModels/${request.ids[0]}`;
	const made: Batch = {
		id: base36(service.random, ID_LENGTH),
		model: name,
		project: request.consumer.project.id,
		displayName: batch?.displayName ?? '',
		createTime: request.now,
		endTime: request.now + wanted.length * MS_PER_REQUEST,
		results: wanted.map(({ request: one = {}, metadata }) => ({
			...result(one, model, name, service),
			...(metadata !== undefined && { metadata }),
		})),
	};
	service.store.batches.set(made.id, made);
	return renderBatch(made, request.now);
}

/** The result of one request of a batch. An invalid request gets its own error. */
function result(request: GenerateContentRequest, model: Responder, name: string, { random }: Service) {
	try {
		checkContents(request.contents, request.systemInstruction);
		checkGenerationConfig(request.generationConfig);
		checkTextOnly(request, name);
		return { response: renderGeneration(generate(request, model, base36(random, 23))) };
	} catch (error) {
		const { status, message } = error instanceof ApiError ? error : new ApiError('INTERNAL', String(error));
		return { error: { code: rpcCode[status], message } };
	}
}

/** @throws ApiError 404, also for a batch of another project */
export function getBatch({ store }: Service, { ids, consumer, now }: Request): Json {
	const batch = store.batches.get(ids[0] ?? '');
	if (batch?.project !== consumer.project.id)
		throw new ApiError('NOT_FOUND', `Batch batches/${ids[0]} does not exist.`);
	return renderBatch(batch, now);
}

function renderBatch(batch: Batch, now: number): Json {
	const done = now >= batch.endTime;
	const failed = batch.results.filter(({ error }) => error !== undefined).length;
	const counts = done
		? { successfulRequestCount: batch.results.length - failed, failedRequestCount: failed }
		: { pendingRequestCount: batch.results.length };
	const output = done ? { inlinedResponses: { inlinedResponses: [...batch.results] } } : undefined;
	const message = present({
		'@type': MESSAGE,
		model: batch.model,
		displayName: unlessDefault(batch.displayName),
		output,
		createTime: microsTimestamp(batch.createTime),
		endTime: done ? microsTimestamp(batch.endTime) : undefined,
		updateTime: microsTimestamp(done ? batch.endTime : batch.createTime),
		batchStats: countsAsTexts({ requestCount: batch.results.length, ...counts }),
		state: done ? 'BATCH_STATE_SUCCEEDED' : 'BATCH_STATE_RUNNING',
		name: `batches/${batch.id}`,
	});
	return present({
		name: `batches/${batch.id}`,
		metadata: message,
		done: unlessDefault(done),
		response: done ? message : undefined,
	});
}

/** int64 fields are strings on the wire, and 0 is omitted. */
function countsAsTexts(counts: Record<string, number>): Json {
	return present(
		Object.fromEntries(
			Object.entries(counts).map(([name, count]) => [name, count ? String(count) : undefined]),
		),
	);
}

/** Tuned models generate texts, not embeddings. */
export function refuseEmbedding(service: Service, request: Request): Json {
	usableModel(service, request);
	throw new ApiError(
		'INVALID_ARGUMENT',
		`tunedModels/${request.ids[0]} is not supported for asyncBatchEmbedContent.`,
	);
}
