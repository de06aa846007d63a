import { present, unlessDefault } from '../json.ts';
import type { Json } from '../json.ts';
import type { Responder } from '../learner/index.ts';
import { textOf } from './messages.ts';
import type { GenerateContentRequest, GenerationConfig } from './messages.ts';
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

/** One candidate before it is put into a response; a reason other than STOP and MAX_TOKENS has no text. */
export interface Candidate {
	text: string;
	finishReason: string;
}

export interface Generation {
	candidates: readonly Candidate[];
	blockReason?: string;
	promptTokens: number;
	responseId: string;
}

/** The emulator's idea of a token: four characters. */
export function countTokens(text: string): number {
	return Math.ceil([...text].length / CHARACTERS_PER_TOKEN);
}

/** Lets a model answer the last turn, under the request's generation settings. */
export function generate(request: GenerateContentRequest, model: Responder, responseId: string): Generation {
	const contents = request.contents ?? [];
	const prompt = textOf(contents.at(-1));
	const promptTokens = [request.systemInstruction, ...contents].reduce(
		(sum, turn) => sum + countTokens(textOf(turn)),
		0,
	);
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
			const config = request.generationConfig ?? {};
			const texts = model.respond(prompt, Math.max(1, config.candidateCount ?? 1));
			return { ...base, candidates: texts.map((text) => limit(text, config)) };
		}
	}
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

function renderCandidate({ text, finishReason }: Candidate, index: number): Json {
	const spoken = text !== '' || finishReason === 'STOP';
	const silent = finishReason === 'MAX_TOKENS' ? { role: 'model' } : undefined;
	return present({
		content: spoken ? { parts: [{ text }], role: 'model' } : silent,
		finishReason,
		index,
		safetyRatings: safetyRatings(finishReason === 'SAFETY'),
	});
}

function usage({ promptTokens, candidates }: Generation): Json {
	const candidateTokens = candidates.reduce((sum, { text }) => sum + countTokens(text), 0);
	return present({
		promptTokenCount: unlessDefault(promptTokens),
		candidatesTokenCount: unlessDefault(candidateTokens),
		totalTokenCount: unlessDefault(promptTokens + candidateTokens),
		promptTokensDetails: [present({ modality: 'TEXT', tokenCount: unlessDefault(promptTokens) })],
	});
}

/** The whole answer in one response. */
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

/** The answer as a stream sends it: its words in up to three pieces, the reason for the end with the last. */
export function renderStream(generation: Generation): Response[] {
	const { candidates, responseId } = generation;
	const [first] = candidates;
	const pieces = first && candidates.length === 1 ? splitText(first.text) : [];
	if (!first || pieces.length < 2) return [renderGeneration(generation)];
	const last = pieces.length - 1;
	return pieces.map((text, i) => {
		const whole = { parts: [{ text }], role: 'model' };
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
