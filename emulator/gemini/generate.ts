import { countTokens, generate, renderGeneration, renderStream } from '../content/answer.ts';
import type { Generation } from '../content/answer.ts';
import { countTokensRequest, generateContentRequest, textOf } from '../content/messages.ts';
import { streamReply } from '../content/stream.ts';
import { checkCalling } from '../content/calling/checks.ts';
import { repeatResults } from '../content/calling/results.ts';
import { signsCalls } from '../content/calling/signatures.ts';
import { checkContents, checkGenerationConfig, checkTextOnly } from '../content/checks.ts';
import { ApiError } from '../errors.ts';
import type { Reply } from '../http.ts';
import { present, unlessDefault } from '../json.ts';
import { parseBody } from '../jsonBody.ts';
import type { Json } from '../json.ts';
import { baseModel } from '../learner/index.ts';
import type { Responder } from '../learner/index.ts';
import { decode } from '../proto.ts';
import { base36 } from '../random.ts';
import { requireRole } from './access.ts';
import { findBaseModel } from './baseModels.ts';
import type { BaseModel } from './baseModels.ts';
import { findTunedModel } from './lookup.ts';
import { generateTextRequest } from './messages.ts';
import type { Request, Service } from './method.ts';
import { tunedModelState } from './render.ts';

type Answering = (service: Service, request: Request) => Generation;

const RESPONSE_ID_LENGTH = 23;

/** The model of a tuned model's ID in its current training state. @throws ApiError 400 for one in training or failed */
export function usableModel(service: Service, { ids, consumer, version, now }: Request): Responder {
	const model = findTunedModel(service, ids[0] ?? '');
	requireRole(model, consumer, 'READER', version);
	const state = tunedModelState(model, now);
	if (state !== 'ACTIVE') {
		throw new ApiError(
			'FAILED_PRECONDITION',
			`Tuned model tunedModels/${model.id} is not in the ACTIVE state, it is ${state}.`,
		);
	}
	return model.run.trained(now);
}

/** A tuned model accepts only text: no system instruction, no JSON mode, no tools. */
export const answerTuned: Answering = (service, request) => {
	const model = usableModel(service, request);
	const body = decode(generateContentRequest, parseBody(request.body));
	checkContents(body.contents, body.systemInstruction);
	checkGenerationConfig(body.generationConfig);
	checkTextOnly(body, `tunedModels/${request.ids[0]}`);
	return generate(body, model, base36(service.random, RESPONSE_ID_LENGTH));
};

const unsigned = (name: string, position: number) =>
	'Function call is missing a thought_signature in functionCall parts. This is required for tools to work correctly, and ' +
	`missing thought_signature may lead to degraded model performance. Additional data, function call \`${name}\` , ` +
	`position ${position}. Please refer to https://ai.google.dev/gemini-api/docs/thought-signatures for more details.`;

export const answerBase: Answering = (service, request) => {
	supporting(request, 'generateContent');
	const body = decode(generateContentRequest, parseBody(request.body));
	checkContents(body.contents, body.systemInstruction);
	checkGenerationConfig(body.generationConfig);
	const signed = signsCalls(request.ids[0] ?? '');
	checkCalling(body, signed, unsigned);
	const model = repeatResults({ ...baseModel, calls: { signed, ids: signed } }, body.contents);
	return generate(body, model, base36(service.random, RESPONSE_ID_LENGTH));
};

/** @throws ApiError 404 for a model that is unknown on this version or lacks the method */
function supporting({ ids, version }: Request, method: string): BaseModel {
	const found = findBaseModel(ids[0] ?? '', version);
	if (found?.methods.includes(method)) return found;
	throw new ApiError(
		'NOT_FOUND',
		`models/${ids[0]} is not found for API version ${version}, or is not supported for ${method}. ` +
			'Call ListModels to see the list of available models and their supported methods.',
	);
}

export function generateContent(answer: Answering) {
	return (service: Service, request: Request): Json => renderGeneration(answer(service, request));
}

export function streamGenerateContent(answer: Answering) {
	return (service: Service, request: Request): Reply =>
		streamReply(renderStream(answer(service, request)), request.query);
}

export function countModelTokens(_service: Service, request: Request): Json {
	supporting(request, 'countTokens');
	const body = decode(countTokensRequest, parseBody(request.body));
	const contents = body.contents ?? body.generateContentRequest?.contents;
	checkContents(contents);
	const totalTokens = (contents ?? []).reduce((sum, turn) => sum + countTokens(textOf(turn)), 0);
	return present({
		totalTokens: unlessDefault(totalTokens),
		promptTokensDetails: [present({ modality: 'TEXT', tokenCount: unlessDefault(totalTokens) })],
	});
}

/** generateText of the PaLM era, on the same models. */
export function generateText(service: Service, request: Request): Json {
	const model = usableModel(service, request);
	const { prompt, candidateCount, maxOutputTokens, stopSequences } = decode(
		generateTextRequest,
		parseBody(request.body),
	);
	const contents = [{ role: 'user', parts: [{ text: prompt?.text ?? '' }] }];
	checkContents(contents);
	const generationConfig = {
		...(candidateCount !== undefined && { candidateCount }),
		...(maxOutputTokens !== undefined && { maxOutputTokens }),
		...(stopSequences && { stopSequences }),
	};
	const { candidates, blockReason } = generate({ contents, generationConfig }, model, '');
	return present({
		candidates: candidates.length > 0 ? candidates.map(({ text }) => ({ output: text })) : undefined,
		filters: blockReason === undefined ? undefined : [{ reason: blockReason }],
	});
}
