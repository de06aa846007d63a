import { present, unlessDefault } from '../json.ts';
import type { Json } from '../json.ts';
import type { Responder } from '../learner/index.ts';
import type { Call } from './calling/messages.ts';
import { callsFor } from './calling/rule.ts';
import { sign } from './calling/signatures.ts';
import { textOf } from './messages.ts';
import type { Content, GenerateContentRequest, GenerationConfig } from './messages.ts';
import { ruleFor } from './rules.ts';

const CHARACTERS_PER_TOKEN = 4;
const RATED = [
	'HARM_CATEGORY_SEXUALLY_EXPLICIT',
	'HARM_CATEGORY_HATE_SPEECH',
	'HARM_CATEGORY_HARASSMENT',
	'HARM_CATEGORY_DANGEROUS_CONTENT',
];

/** A GenerateContentResponse. */
export type Response = { [key: string]: Json };

/** The part of a request that determines the response. */
type Question = Pick<
	GenerateContentRequest,
	'contents' | 'systemInstruction' | 'tools' | 'toolConfig' | 'generationConfig'
>;

/** A candidate before it becomes part of a response. With a reason other than STOP and MAX_TOKENS it has no text. */
export interface Candidate {
	text: string;
	finishReason: string;
	/** Functions that it calls instead of returning a text. */
	calls?: readonly Call[];
	/** Belongs to the first call. */
	thoughtSignature?: string;
}

export interface Generation {
	candidates: readonly Candidate[];
	blockReason?: string;
	promptTokens: number;
	responseId: string;
}

/** A token of the emulator has four characters. */
export function countTokens(text: string): number {
	return Math.ceil([...text].length / CHARACTERS_PER_TOKEN);
}

/** Generates a response to the last turn, or function calls, under the request's generation settings. */
export function generate(request: Question, model: Responder, responseId: string): Generation {
	const contents = request.contents ?? [];
	const prompt = textOf(contents.at(-1));
	const promptTokens = countTurns([request.systemInstruction, ...contents]) + countJson(request.tools);
	const base = { promptTokens, responseId };
	const rule = ruleFor(prompt);
	switch (rule.kind) {
		case 'block':
			return { ...base, candidates: [], blockReason: rule.reason };
		case 'empty':
			return { ...base, candidates: [] };
		case 'finish':
			return { ...base, candidates: [{ text: '', finishReason: rule.reason }] };
		case 'answer': {
			const calls = callsFor(request);
			if (calls.length > 0) return { ...base, candidates: [calling(calls, model, responseId)] };
			const config = request.generationConfig ?? {};
			const texts = model.respond(prompt, Math.max(1, config.candidateCount ?? 1));
			return { ...base, candidates: texts.map((text) => limit(text, config)) };
		}
	}
}

/** Tokens of turns: of their texts, function calls and function responses. */
export function countTurns(turns: ReadonlyArray<Content | undefined>): number {
	const functions = turns.flatMap((turn) =>
		(turn?.parts ?? []).flatMap(
			({ functionCall, functionResponse }) => functionCall ?? functionResponse ?? [],
		),
	);
	return turns.reduce((sum, turn) => sum + countTokens(textOf(turn)), 0) + countJson(functions);
}

/** Tokens of JSON, such as the functions that a request declares. */
export function countJson(values: readonly object[] = []): number {
	return values.reduce<number>((sum, value) => sum + countTokens(JSON.stringify(value)), 0);
}

function calling(calls: readonly Call[], model: Responder, responseId: string): Candidate {
	const { signed = false, ids = false } = model.calls ?? {};
	const [first] = calls;
	return {
		text: '',
		finishReason: 'STOP',
		calls: ids ? calls.map((call, index) => ({ id: `${responseId.slice(0, 8)}${index}`, ...call })) : calls,
		...(signed && first && { thoughtSignature: sign(first) }),
	};
}

/** The parts of a candidate: a text or function calls. */
export function partsOf({ text, calls = [], thoughtSignature }: Candidate): Json[] {
	if (calls.length === 0) return [{ text }];
	return calls.map((call, index) =>
		present({
			functionCall: { ...call },
			thoughtSignature: index === 0 ? thoughtSignature : undefined,
		}),
	);
}

/** How many tokens a candidate has. */
export function countCandidate({ text, calls }: Candidate): number {
	return countTokens(text) + countJson(calls);
}

/** The pieces of a candidate in a stream: its words in up to three pieces, or its calls and then an empty text. */
export function piecesOf(candidate: Candidate): Json[][] {
	if (candidate.calls) return [partsOf(candidate), [{ text: '' }]];
	return splitText(candidate.text).map((text) => [{ text }]);
}

/** Applies stop sequences, then the limit on output tokens. */
function limit(text: string, { stopSequences = [], maxOutputTokens = 0 }: GenerationConfig): Candidate {
	const stops = stopSequences.map((stop) => (stop === '' ? -1 : text.indexOf(stop))).filter((at) => at >= 0);
	const stopped = stops.length > 0 ? text.slice(0, Math.min(...stops)) : text;
	if (maxOutputTokens > 0 && countTokens(stopped) > maxOutputTokens) {
		const kept = [...stopped].slice(0, maxOutputTokens * CHARACTERS_PER_TOKEN).join('');
		return { text: kept, finishReason: 'MAX_TOKENS' };
	}
	return { text: stopped, finishReason: 'STOP' };
}

function safetyRatings(blocked: boolean): Json {
	return RATED.map((category, i) =>
		blocked && i === RATED.length - 1
			? { category, probability: 'HIGH', blocked: true }
			: { category, probability: 'NEGLIGIBLE' },
	);
}

function renderCandidate(candidate: Candidate, index: number): Json {
	const { text, finishReason } = candidate;
	const spoken = text !== '' || finishReason === 'STOP';
	const silent = finishReason === 'MAX_TOKENS' ? { role: 'model' } : undefined;
	return present({
		content: spoken ? { parts: partsOf(candidate), role: 'model' } : silent,
		finishReason,
		index,
		safetyRatings: safetyRatings(finishReason === 'SAFETY'),
	});
}

function usage({ promptTokens, candidates }: Generation): Json {
	const candidateTokens = candidates.reduce((sum, candidate) => sum + countCandidate(candidate), 0);
	return present({
		promptTokenCount: unlessDefault(promptTokens),
		candidatesTokenCount: unlessDefault(candidateTokens),
		totalTokenCount: unlessDefault(promptTokens + candidateTokens),
		promptTokensDetails: [present({ modality: 'TEXT', tokenCount: unlessDefault(promptTokens) })],
	});
}

/** The complete response. */
export function renderGeneration(generation: Generation): Response {
	const { candidates, blockReason, responseId } = generation;
	return present({
		candidates: unlessDefault(candidates.map(renderCandidate)),
		promptFeedback:
			blockReason === undefined ? undefined : { blockReason, safetyRatings: safetyRatings(true) },
		usageMetadata: usage(generation),
		modelVersion: 'emulator',
		responseId,
	});
}

/** The response as a stream: its words in up to three pieces, the finish reason with the last one. */
export function renderStream(generation: Generation): Response[] {
	const { candidates, responseId } = generation;
	const [first] = candidates;
	const pieces = first && candidates.length === 1 ? piecesOf(first) : [];
	if (!first || pieces.length < 2) return [renderGeneration(generation)];
	const last = pieces.length - 1;
	return pieces.map((parts, i) => {
		const whole = { parts, role: 'model' };
		return present({
			candidates: [
				present({ content: whole, finishReason: i === last ? first.finishReason : undefined, index: 0 }),
			],
			usageMetadata: i === last ? usage(generation) : undefined,
			modelVersion: 'emulator',
			responseId,
		});
	});
}

function splitText(text: string): string[] {
	const words = text.match(/\s*\S+\s*$|\s*\S+/g) ?? [];
	const each = Math.ceil(words.length / 3);
	return [0, 1, 2].map((i) => words.slice(i * each, (i + 1) * each).join('')).filter((piece) => piece !== '');
}
