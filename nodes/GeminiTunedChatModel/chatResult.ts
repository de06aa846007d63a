/** Converts Google's responses to n8n's chat model format. */
import type { GenerateResult, StreamChunk, TokenUsage } from '@n8n/ai-node-sdk';
import type {
	Candidate,
	FunctionCall,
	GenerateContentResponse,
	Part,
} from '../shared/google/generation/content';
import { toAnswer } from '../shared/google/generation/toAnswer';
import type { Answer } from '../shared/domain/answer';
import { defined } from '../shared/domain/defined';
import { newTurn, toCallId } from './callId';
import type { FunctionTool } from './functions';
import { toToolName } from './functions';

type Finish = NonNullable<GenerateResult['finishReason']>;

/** A response that n8n can't use: blocked, with rejected tool calls, or without text and calls. */
export class UnusableResponseError extends Error {
	override readonly name = 'UnusableResponseError';

	/** Google's explanation; can be empty. */
	readonly description: string;

	constructor(answer: Answer, badCall?: string) {
		super(whyUnusable(answer, badCall));
		this.description = answer.explanation ?? '';
	}
}

function whyUnusable({ blocked, blockReason }: Answer, badCall: string | undefined): string {
	if (blocked) return `Google blocked the response: ${blockReason}`;
	return badCall === undefined
		? "Google's response is empty"
		: `The model's tool call can't be run: ${badCall}`;
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

/** Finish reasons of a complete response. A call in any other response can be incomplete. */
const properEnds: ReadonlySet<string> = new Set(['FINISH_REASON_UNSPECIFIED', 'MAX_TOKENS', 'STOP']);

/** The reason not to run the calls of a response; undefined for valid calls. */
function badCall(finishReason: string | undefined, calls: readonly CallPart[]): string | undefined {
	if (finishReason !== undefined && rejections.has(finishReason)) return finishReason;
	if (calls.some(({ functionCall: { name } }) => !name)) return 'it has no tool name';
	const isProper = finishReason === undefined || properEnds.has(finishReason);
	return isProper || calls.length === 0 ? undefined : finishReason;
}

/** @throws UnusableResponseError */
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
 * `toResult` for a streamed response. Returns tool calls at the end, because Google rejects them only there.
 *
 * @throws UnusableResponseError at the end of an unusable response
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

/** Merges the metadata of a stream's pieces; later values win. */
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

/** The only candidate that n8n uses. A piece of a stream can contain another candidate. */
function firstOf({ candidates = [] }: GenerateContentResponse): Candidate | undefined {
	return candidates.find(({ index = 0 }) => index === 0);
}

function callsIn(response: GenerateContentResponse): CallPart[] {
	return (firstOf(response)?.content?.parts ?? []).filter((part): part is CallPart =>
		Boolean(part.functionCall),
	);
}

/** Creates IDs for the calls of one response, in order. */
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
	if (answer.blocked || isEmpty || why !== undefined) throw new UnusableResponseError(answer, why);
}

function toFinish({ finishReason }: Answer, calls: number): Finish {
	if (calls > 0) return 'tool-calls';
	if (finishReason === 'MAX_TOKENS') return 'length';
	return finishReason === 'STOP' || finishReason === null ? 'stop' : 'other';
}

/** Google bills thinking as output. */
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
