import type { Alternative, Answer, TokenUsage } from '../../domain/answer';
import type { Candidate, GenerateContentResponse, Part, PromptFeedback, UsageMetadata } from './content';

/**
 * Finish reasons of a response that a filter blocked, and their meaning
 * (google/ai/generativelanguage/v1beta/generative_service.proto, Candidate.FinishReason).
 */
const filters: Record<string, string> = {
	BLOCKLIST: 'it contains terms from a blocklist',
	IMAGE_PROHIBITED_CONTENT: 'its image may contain prohibited content',
	IMAGE_RECITATION: 'its image is too close to an existing one',
	IMAGE_SAFETY: 'its image was rated unsafe',
	LANGUAGE: 'its language is not supported',
	PROHIBITED_CONTENT: 'it may contain prohibited content',
	RECITATION: 'it is too close to existing text',
	SAFETY: 'it was rated unsafe',
	SPII: 'it may contain sensitive personal information',
};

/** Converts a response with any missing fields to a fixed shape. The first usable candidate provides the text. */
export function toAnswer(response: GenerateContentResponse): Answer {
	const { candidates = [], promptFeedback = {} } = response;
	const chosen = choose(candidates);
	const { text, finishReason } = toAlternative(chosen);
	const blockReason = promptFeedback.blockReason ?? filterOf(chosen);
	const usage = toUsage(response.usageMetadata ?? {});
	return {
		text,
		finishReason,
		blocked: blockReason !== null,
		blockReason,
		explanation: promptFeedback.blockReason
			? explainPrompt(promptFeedback)
			: explain(chosen, text, usage.thoughtTokens, candidates.length),
		usage,
		modelVersion: response.modelVersion ?? null,
		candidates: candidates.length > 1 ? candidates.map(toAlternative) : [],
	};
}

function choose(candidates: Candidate[]): Candidate {
	const withText = candidates.filter((candidate) => textOf(candidate) !== '');
	return withText.find((candidate) => filterOf(candidate) === null) ?? withText[0] ?? candidates[0] ?? {};
}

function toAlternative(candidate: Candidate): Alternative {
	return { text: textOf(candidate), finishReason: candidate.finishReason ?? null };
}

/** Without the model's thoughts. */
function textOf({ content }: Candidate): string {
	return (content?.parts ?? []).map(({ text = '', thought }) => (thought === true ? '' : text)).join('');
}

function filterOf({ finishReason, safetyRatings }: Candidate): string | null {
	if (finishReason && Object.hasOwn(filters, finishReason)) return finishReason;
	return safetyRatings?.some(({ blocked }) => blocked) ? 'SAFETY' : null;
}

function toUsage(usage: UsageMetadata): TokenUsage {
	return {
		promptTokens: usage.promptTokenCount ?? null,
		outputTokens: usage.candidatesTokenCount ?? null,
		thoughtTokens: usage.thoughtsTokenCount ?? null,
		totalTokens: usage.totalTokenCount ?? null,
	};
}

function explainPrompt({ blockReason, blockReasonMessage, safetyRatings }: PromptFeedback): string {
	const rated = (safetyRatings ?? [])
		.filter(({ probability }) => probability === 'HIGH' || probability === 'MEDIUM')
		.map(({ category = '', probability }) => `${category.replace('HARM_CATEGORY_', '')} ${probability}`);
	const details = [blockReasonMessage, rated.join(', ')].filter(Boolean).join('; ');
	return `Google blocked the prompt: ${blockReason}${details ? ` (${details})` : ''}.`;
}

function explain(
	candidate: Candidate,
	text: string,
	thoughtTokens: number | null,
	candidateCount: number,
): string | null {
	const { finishReason, finishMessage } = candidate;
	const filter = filterOf(candidate);
	if (filter !== null) return `Google blocked the response: ${finishMessage ?? filters[filter]}.`;
	if (finishReason === 'MAX_TOKENS') return explainTokenLimit(text, thoughtTokens);
	if (finishReason && finishReason !== 'STOP') {
		return `The model stopped with ${finishReason}${finishMessage ? `: ${finishMessage}` : '.'}`;
	}
	if (text !== '') return null;
	if (candidateCount === 0) return 'Google returned no response and gave no reason.';
	const others = othersIn(candidate);
	return others === ''
		? 'The model finished without any text.'
		: `The response contains no text, only ${others}.`;
}

/** Lists a response's other parts in words; empty without any. */
function othersIn({ content }: Candidate): string {
	const kinds = (content?.parts ?? []).flatMap(kindOf);
	return [...new Set(kinds)].join(' and ');
}

function kindOf(part: Part): string[] {
	const { functionCall, executableCode, codeExecutionResult, inlineData, fileData, thought } = part;
	const mimeType = inlineData?.mimeType ?? fileData?.mimeType;
	return [
		...(functionCall ? [`a call of the function '${functionCall.name ?? ''}'`] : []),
		...(executableCode ? [`code${executableCode.language ? ` (${executableCode.language})` : ''}`] : []),
		...(codeExecutionResult ? ['the output of code'] : []),
		...(inlineData || fileData ? [`a file${mimeType ? ` (${mimeType})` : ''}`] : []),
		...(thought === true ? ['thoughts'] : []),
	];
}

function explainTokenLimit(text: string, thoughtTokens: number | null): string {
	const wayOut = "Raise 'Maximum Output Tokens', or remove it.";
	if (text !== '') return `The response was cut off at the token limit. ${wayOut}`;
	const spent = thoughtTokens ? `: the model used ${thoughtTokens} tokens for thinking` : '';
	return `The token limit was reached before any text was written${spent}. ${wayOut}`;
}
