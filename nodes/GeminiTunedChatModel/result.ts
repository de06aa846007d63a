/** An answer of Google as n8n's chat models give it. */
import type { GenerateResult, StreamChunk, TokenUsage } from '@n8n/ai-node-sdk';
import type { Candidate, FunctionCall, GenerateContentResponse, Part } from '../shared/backend/content';
import { toAnswer } from '../shared/backend/toAnswer';
import type { Answer } from '../shared/domain/answer';
import { defined } from '../shared/domain/defined';
import { newTurn, toCallId } from './callId';
import type { FunctionTool } from './functions';
import { toToolName } from './functions';

type Finish = NonNullable<GenerateResult['finishReason']>;

/** An answer that holds nothing to go on with: blocked, with tool calls that must not be made, or without a text and a call. */
export class UnusableAnswerError extends Error {
	override readonly name = 'UnusableAnswerError';

	/** Why, in words. */
	readonly description: string;

	constructor(answer: Answer, badCall?: string) {
		super(whyUnusable(answer, badCall));
		this.description = answer.explanation ?? '';
	}
}

function whyUnusable({ blocked, blockReason }: Answer, badCall: string | undefined): string {
	if (blocked) return `Google blocked the answer: ${blockReason}`;
	return badCall === undefined ? 'The answer is empty' : `The model's tool call can't be run: ${badCall}`;
}

/**
 * Finish reasons by which Google rejects the tool calls of a response
 * (google/ai/generativelanguage/v1beta/generative_service.proto, Candidate.FinishReason).
 */
const rejections: ReadonlySet<string> = new Set([
	'MALFORMED_FUNCTION_CALL',
	'MALFORMED_RESPONSE',
	'MISSING_THOUGHT_SIGNATURE',
	'TOO_MANY_TOOL_CALLS',
	'UNEXPECTED_TOOL_CALL',
]);

/** Finish reasons of a response that ended by itself. A call in any other response may be half of one. */
const properEnds: ReadonlySet<string> = new Set(['FINISH_REASON_UNSPECIFIED', 'MAX_TOKENS', 'STOP']);

/** Why the calls of a response must not be made; undefined where they may. */
function badCall(finishReason: string | undefined, calls: readonly CallPart[]): string | undefined {
	if (finishReason !== undefined && rejections.has(finishReason)) return finishReason;
	if (calls.some(({ functionCall: { name } }) => !name)) return 'it names no tool';
	const isProper = finishReason === undefined || properEnds.has(finishReason);
	return isProper || calls.length === 0 ? undefined : finishReason;
}

/** @throws UnusableAnswerError */
export function toResult(response: GenerateContentResponse, tools: readonly FunctionTool[]): GenerateResult {
	const answer = toAnswer(response);
	const calls = callsIn(response);
	refuseUnusable(answer, calls, firstOf(response)?.finishReason);
	const toId = callNaming();
	return {
		...(response.responseId !== undefined && { id: response.responseId }),
		finishReason: toFinish(answer, calls.length),
		usage: toUsage(response),
		message: {
			role: 'assistant',
			content: [
				...(answer.text === '' ? [] : [{ type: 'text' as const, text: answer.text }]),
				...calls.map((part) => ({
					type: 'tool-call' as const,
					toolCallId: toId(part),
					toolName: toToolName(part.functionCall.name ?? '', tools),
					input: JSON.stringify(part.functionCall.args ?? {}),
				})),
			],
		},
		providerMetadata: { finishReason: answer.finishReason, modelVersion: answer.modelVersion },
	};
}

/**
 * The same for an answer that comes piece by piece. Tool calls are held back until the end: only there Google rejects them.
 *
 * @throws UnusableAnswerError when all has come and it is of no use
 */
export async function* toChunks(
	responses: AsyncIterable<GenerateContentResponse>,
	tools: readonly FunctionTool[],
): AsyncGenerator<StreamChunk> {
	const toId = callNaming();
	const calls: CallPart[] = [];
	let texts = 0;
	let last: GenerateContentResponse = {};
	let finishReason: string | undefined;
	for await (const response of responses) {
		last = merged(last, response);
		finishReason = firstOf(response)?.finishReason ?? finishReason;
		calls.push(...callsIn(response));
		const { text } = toAnswer(response);
		if (text !== '') {
			texts++;
			yield { type: 'text-delta', delta: text };
		}
	}
	const end = toAnswer(last);
	refuseUnusable(end, calls, finishReason, texts);
	for (const part of calls) {
		const name = toToolName(part.functionCall.name ?? '', tools);
		const argumentsDelta = JSON.stringify(part.functionCall.args ?? {});
		yield { type: 'tool-call-delta', id: toId(part), name, argumentsDelta };
	}
	yield { type: 'finish', finishReason: toFinish(end, calls.length), usage: toUsage(last) };
}

/** What the pieces of a stream say of the whole: the last word on each. */
function merged(before: GenerateContentResponse, response: GenerateContentResponse): GenerateContentResponse {
	const { candidates, promptFeedback, usageMetadata } = response;
	return {
		...before,
		...response,
		candidates: candidates ?? before.candidates ?? [],
		promptFeedback: { ...before.promptFeedback, ...promptFeedback },
		usageMetadata: { ...before.usageMetadata, ...usageMetadata },
	};
}

type CallPart = Part & { functionCall: FunctionCall };

/** The only answer that n8n takes; a piece of a stream may hold another one's. */
function firstOf({ candidates = [] }: GenerateContentResponse): Candidate | undefined {
	return candidates.find(({ index = 0 }) => index === 0);
}

function callsIn(response: GenerateContentResponse): CallPart[] {
	return (firstOf(response)?.content?.parts ?? []).filter((part): part is CallPart =>
		Boolean(part.functionCall),
	);
}

/** Names the calls of one answer, in their order. */
function callNaming(): (part: CallPart) => string {
	const turn = newTurn();
	let index = 0;
	return ({ functionCall: { id, args }, thoughtSignature }) =>
		toCallId({ turn, ...defined({ id, thoughtSignature, idArgument: args?.id }) }, index++);
}

function refuseUnusable(
	answer: Answer,
	calls: readonly CallPart[],
	finishReason: string | undefined,
	texts = 0,
): void {
	const isEmpty = answer.text === '' && calls.length + texts === 0;
	const why = badCall(finishReason, calls);
	if (answer.blocked || isEmpty || why !== undefined) throw new UnusableAnswerError(answer, why);
}

function toFinish({ finishReason }: Answer, calls: number): Finish {
	if (calls > 0) return 'tool-calls';
	if (finishReason === 'MAX_TOKENS') return 'length';
	return finishReason === 'STOP' || finishReason === null ? 'stop' : 'other';
}

/** Thinking is billed as output. */
function toUsage({ usageMetadata }: GenerateContentResponse): TokenUsage {
	const usage = usageMetadata ?? {};
	const promptTokens = usage.promptTokenCount ?? 0;
	const reasoning = usage.thoughtsTokenCount ?? 0;
	const completionTokens = (usage.candidatesTokenCount ?? 0) + reasoning;
	return {
		promptTokens,
		completionTokens,
		totalTokens: usage.totalTokenCount ?? promptTokens + completionTokens,
		inputTokenDetails: { cacheRead: usage.cachedContentTokenCount ?? 0 },
		outputTokenDetails: { reasoning },
	};
}
