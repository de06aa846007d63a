import { countCandidate, countJson, countTurns, generate, partsOf, piecesOf } from '../content/answer.ts';
import { checkCalling } from '../content/calling/checks.ts';
import { repeatResults } from '../content/calling/results.ts';
import { signsCalls } from '../content/calling/signatures.ts';
import type { Candidate, Generation, Response } from '../content/answer.ts';
import { checkGenerationConfig, isBare } from '../content/checks.ts';
import { textOf } from '../content/messages.ts';
import { streamReply } from '../content/stream.ts';
import { checkStructure, structured } from '../content/structured.ts';
import { microsTimestamp } from '../clock.ts';
import { ApiError } from '../errors.ts';
import type { Reply } from '../http.ts';
import { present, unlessDefault } from '../json.ts';
import { jsonReply, parseBody } from '../jsonBody.ts';
import type { Json } from '../json.ts';
import { baseModel } from '../learner/index.ts';
import type { Responder } from '../learner/index.ts';
import { decode } from '../proto.ts';
import { base36 } from '../random.ts';
import type { Random } from '../random.ts';
import { findBaseModel } from './baseModels.ts';
import { findEndpoint } from './endpoints.ts';
import { messages } from './messages.ts';
import type { Content, Version } from './messages.ts';
import { parentOf } from './method.ts';
import type { VertexRequest, VertexService } from './method.ts';
import { trainedTo } from './training.ts';

/** Finds the model that responds. */
type Find = (service: VertexService, request: VertexRequest) => Responder;

const RESPONSE_ID_LENGTH = 23;
const LEARN_MORE = 'Learn more: https://cloud.google.com/vertex-ai/generative-ai/docs/model-reference/gemini';

/** The model behind an endpoint. */
export const deployedModel: Find = (service, request) => {
	const endpoint = findEndpoint(service, request);
	const [deployed] = endpoint.deployed;
	const version =
		deployed &&
		service.store.vertex.models.get(deployed.model.id)?.versions.find(({ id }) => id === deployed.version);
	const job = version && service.store.vertex.jobs.get(version.job);
	if (!job) {
		throw new ApiError('FAILED_PRECONDITION', `Endpoint ${endpoint.id} doesn't have a deployed model.`);
	}
	const checkpoint = version.checkpoints.find(({ checkpointId }) => checkpointId === deployed?.checkpointId);
	const training = trainedTo(job, checkpoint?.step ?? Infinity);
	return asking(training, job.baseModel);
};

function asking(model: Responder, generation: string): Responder {
	const calls = { signed: signsCalls(generation), ids: false };
	return { respond: (prompt, count) => model.respond(prompt, count), calls };
}

/** A model that Google publishes. */
export const publishedModel: Find = (service, request) => {
	const [id = ''] = request.ids;
	if (findBaseModel(id)) return asking(baseModel, id);
	const parent = parentOf(service, { project: request.project.id, location: request.location });
	throw new ApiError(
		'NOT_FOUND',
		`Publisher Model \`${parent}/publishers/google/models/${id}\` was not found or your project does not have access ` +
			'to it. Please ensure you are using a valid model version. For more information, see: ' +
			'https://cloud.google.com/vertex-ai/generative-ai/docs/learn/model-versions',
	);
};

/** A registered model can't generate; only its endpoint can. */
export const registeredModel: Find = (_service, { project, location, ids }) => {
	throw new ApiError(
		'INVALID_ARGUMENT',
		`The Model name projects/${project.id}/locations/${location}/models/${ids[0]} is malformed and it should be in ` +
			'form of projects/{project}/locations/{location}/publishers/google/models/{model}',
	);
};

const unsigned = (name: string, position: number) =>
	`Unable to submit request because function call \`${name}\` in the ${position}. content block is missing a \`thought_signature\`. ${LEARN_MORE}`;

function answer(service: VertexService, request: VertexRequest, find: Find): Generation {
	const model = find(service, request);
	return generation(model, parseBody(request.body), request.version, service.random);
}

/** @throws ApiError 400 for an invalid request, or one without a possible response */
function generation(model: Responder, parsed: unknown, version: Version, random: Random): Generation {
	const body = decode(messages[version].generateContentRequest, parsed);
	checkContents(body);
	checkGenerationConfig(body.generationConfig);
	checkStructure(body.generationConfig);
	checkCalling(body, model.calls?.signed ?? false, unsigned);
	const responder = repeatResults(model, body.contents);
	return generate(body, structured(responder, body.generationConfig), base36(random, RESPONSE_ID_LENGTH));
}

/**
 * A model's response to a request that didn't arrive as a call.
 * @throws ApiError 400 for an invalid request, or one without a possible response
 */
export function answerTo(model: Responder, request: unknown, random: Random, now: number): Response {
	return renderWhole(generation(model, request, 'v1', random), now);
}

interface Asked {
	contents?: readonly Content[];
	systemInstruction?: Content;
}

/** @throws ApiError 400 for a request without contents, a part without content, or a turn with an unknown role */
function checkContents({ contents, systemInstruction }: Asked): void {
	const refuse = (message: string) => {
		throw new ApiError('INVALID_ARGUMENT', message);
	};
	if (!contents || contents.length === 0) {
		refuse(`Unable to submit request because at least one contents field is required. ${LEARN_MORE}`);
	}
	if ((contents ?? []).some(({ role = '' }) => !['user', 'model'].includes(role)))
		refuse('Please use a valid role: user, model.');
	for (const { parts = [] } of [...(contents ?? []), ...(systemInstruction ? [systemInstruction] : [])]) {
		if (parts.length === 0) {
			refuse(
				'Unable to submit request because it must include at least one parts field, which describes the prompt ' +
					`input. ${LEARN_MORE}`,
			);
		}
		if (parts.some((part) => isBare(part) || part.text === '')) {
			refuse(`Unable to submit request because it must have a text parameter. ${LEARN_MORE}`);
		}
	}
	if (contents?.at(-1)?.role === 'model') {
		refuse('Please ensure that multiturn requests end with a user role or a function response.');
	}
}

export function generateContent(find: Find) {
	return (service: VertexService, request: VertexRequest): Reply =>
		jsonReply(renderWhole(answer(service, request, find), request.now), request.query);
}

/** The response's words in up to three pieces, with finish reason and usage in the last one. */
export function streamGenerateContent(find: Find) {
	return (service: VertexService, request: VertexRequest): Reply => {
		const generation = answer(service, request, find);
		return streamReply(renderPieces(generation, request.now), request.query);
	};
}

function renderWhole(generation: Generation, now: number): Response {
	const { candidates, blockReason } = generation;
	const feedback =
		blockReason === undefined ? undefined : { blockReason, blockReasonMessage: 'The prompt was blocked.' };
	return renderAnswer(generation, now, {
		candidates: unlessDefault(candidates.map((candidate, index) => renderCandidate(candidate, index))),
		promptFeedback: feedback,
		usageMetadata: usage(generation),
	});
}

function renderPieces(generation: Generation, now: number): Response[] {
	const [first] = generation.candidates;
	const pieces = first && generation.candidates.length === 1 ? piecesOf(first) : [];
	if (!first || pieces.length < 2) return [renderWhole(generation, now)];
	return pieces.map((parts, i) => {
		const last = i === pieces.length - 1;
		return renderAnswer(generation, now, {
			candidates: [
				present({
					content: { role: 'model', parts },
					finishReason: last ? first.finishReason : undefined,
				}),
			],
			usageMetadata: last ? usage(generation) : { trafficType: 'ON_DEMAND' },
		});
	});
}

function renderAnswer(
	{ responseId }: Generation,
	now: number,
	members: Record<string, Json | undefined>,
): Response {
	return present({ ...members, modelVersion: 'emulator', createTime: microsTimestamp(now), responseId });
}

function renderCandidate(candidate: Candidate, index: number): Json {
	const { text, finishReason } = candidate;
	const spoken = text !== '' || finishReason === 'STOP';
	return present({
		content: spoken ? { role: 'model', parts: partsOf(candidate) } : undefined,
		finishReason,
		index: unlessDefault(index),
		safetyRatings:
			finishReason === 'SAFETY'
				? [{ category: 'HARM_CATEGORY_DANGEROUS_CONTENT', probability: 'HIGH', blocked: true }]
				: undefined,
	});
}

function usage({ promptTokens, candidates }: Generation): Json {
	const spoken = candidates.reduce((sum, candidate) => sum + countCandidate(candidate), 0);
	return present({
		promptTokenCount: unlessDefault(promptTokens),
		candidatesTokenCount: unlessDefault(spoken),
		totalTokenCount: unlessDefault(promptTokens + spoken),
		trafficType: 'ON_DEMAND',
		promptTokensDetails: [present({ modality: 'TEXT', tokenCount: unlessDefault(promptTokens) })],
		candidatesTokensDetails: spoken > 0 ? [{ modality: 'TEXT', tokenCount: spoken }] : undefined,
	});
}

export function countContentTokens(find: Find) {
	return (service: VertexService, request: VertexRequest): Reply => {
		find(service, request);
		const body = decode(messages[request.version].countTokensRequest, parseBody(request.body));
		checkContents(body);
		const turns = [...(body.systemInstruction ? [body.systemInstruction] : []), ...(body.contents ?? [])];
		const totalTokens = countTurns(turns) + countJson(body.tools);
		const texts = turns.map((turn) => textOf(turn));
		const characters = texts.reduce((sum, text) => sum + [...text.replace(/\s/g, '')].length, 0);
		return jsonReply(
			present({
				totalTokens: unlessDefault(totalTokens),
				totalBillableCharacters: unlessDefault(characters),
				promptTokensDetails: [present({ modality: 'TEXT', tokenCount: unlessDefault(totalTokens) })],
			}),
			request.query,
		);
	};
}
