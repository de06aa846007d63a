/** An answer of Google as n8n's chat models give it. */
import type { GenerateResult, StreamChunk, TokenUsage } from '@n8n/ai-node-sdk';
import type { FunctionCall, GenerateContentResponse, Part } from '../shared/backend/content';
import { toAnswer } from '../shared/backend/toAnswer';
import type { Answer } from '../shared/domain/answer';
import { defined } from '../shared/domain/defined';
import { newTurn, toCallId } from './callId';
import type { FunctionTool } from './functions';
import { toToolName } from './functions';

type Finish = NonNullable<GenerateResult['finishReason']>;

/** An answer that holds nothing to go on with: blocked, or without a text and a call. */
export class UnusableAnswerError extends Error {
	override readonly name = 'UnusableAnswerError';

	/** Why, in words. */
	readonly description: string;

	constructor({ blocked, blockReason, explanation }: Answer) {
		super(blocked ? `Google blocked the answer: ${blockReason}` : 'The answer is empty');
		this.description = explanation ?? '';
	}
}

/** @throws UnusableAnswerError */
export function toResult(response: GenerateContentResponse, tools: readonly FunctionTool[]): GenerateResult {
	const answer = toAnswer(response);
	const calls = callsIn(response);
	refuseUnusable(answer, calls.length);
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
 * The same for an answer that comes piece by piece.
 *
 * @throws UnusableAnswerError when all has come and it is of no use
 */
export async function* toChunks(
	responses: AsyncIterable<GenerateContentResponse>,
	tools: readonly FunctionTool[],
): AsyncGenerator<StreamChunk> {
	const toId = callNaming();
	let [calls, texts] = [0, 0];
	let last: GenerateContentResponse = {};
	for await (const response of responses) {
		last = merged(last, response);
		const { text } = toAnswer(response);
		if (text !== '') {
			texts++;
			yield { type: 'text-delta', delta: text };
		}
		for (const part of callsIn(response)) {
			calls++;
			const name = toToolName(part.functionCall.name ?? '', tools);
			const argumentsDelta = JSON.stringify(part.functionCall.args ?? {});
			yield { type: 'tool-call-delta', id: toId(part), name, argumentsDelta };
		}
	}
	const end = toAnswer(last);
	refuseUnusable(end, calls + texts);
	yield { type: 'finish', finishReason: toFinish(end, calls), usage: toUsage(last) };
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

function callsIn({ candidates }: GenerateContentResponse): CallPart[] {
	// What stands in for Google may write null where Google leaves a field out.
	return (candidates?.[0]?.content?.parts ?? []).filter((part): part is CallPart =>
		Boolean(part?.functionCall),
	);
}

/** Names the calls of one answer, in their order. */
function callNaming(): (part: CallPart) => string {
	const turn = newTurn();
	let index = 0;
	return ({ functionCall: { id, args }, thoughtSignature }) => {
		const origin = {
			id: id ?? undefined,
			thoughtSignature: thoughtSignature ?? undefined,
			idArgument: args?.id,
		};
		return toCallId({ turn, ...defined(origin) }, index++);
	};
}

function refuseUnusable(answer: Answer, pieces: number): void {
	if (answer.blocked || (answer.text === '' && pieces === 0)) throw new UnusableAnswerError(answer);
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
