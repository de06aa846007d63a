import { ApiError, invalidArgument } from '../errors.ts';
import type { Content, GenerateContentRequest, GenerationConfig } from './messages.ts';
import { textOf } from './messages.ts';

const LONGEST_TUNED_PROMPT = 40_000;
const MOST_STOP_SEQUENCES = 5;
const MOST_CANDIDATES = 8;

/** @throws ApiError 400 when there is nothing to answer, or a turn of nobody known */
export function checkContents(contents: readonly Content[] | undefined): void {
	if (!contents || contents.length === 0) {
		throw new ApiError('INVALID_ARGUMENT', '* GenerateContentRequest.contents: contents is not specified\n');
	}
	contents.forEach(({ role = '', parts = [] }, index) => {
		if (!['', 'user', 'model', 'function'].includes(role)) {
			throw new ApiError('INVALID_ARGUMENT', 'Please use a valid role: user, model.');
		}
		if (parts.length === 0) {
			const field = `contents[${index}].parts`;
			throw new ApiError(
				'INVALID_ARGUMENT',
				`* GenerateContentRequest.${field}: contents.parts must not be empty.\n`,
			);
		}
	});
	if (contents.at(-1)?.role === 'model') {
		throw new ApiError(
			'INVALID_ARGUMENT',
			'Please ensure that multiturn requests end with a user role or a function response.',
		);
	}
}

export function checkGenerationConfig(config: GenerationConfig = {}): void {
	const {
		temperature = 0,
		topP = 0,
		topK = 1,
		candidateCount = 1,
		maxOutputTokens = 1,
		stopSequences = [],
	} = config;
	const within = (field: string, value: number, lowest: number, highest: number) => {
		if (value < lowest || value > highest) {
			throw invalidArgument(`generation_config.${field}`, `Must be in the range [${lowest}, ${highest}].`);
		}
	};
	within('temperature', temperature, 0, 2);
	within('top_p', topP, 0, 1);
	within('top_k', topK, 0, 2 ** 31 - 1);
	within('candidate_count', candidateCount, 0, MOST_CANDIDATES);
	within('max_output_tokens', maxOutputTokens, 0, 2 ** 31 - 1);
	if (stopSequences.length > MOST_STOP_SEQUENCES) {
		throw invalidArgument(
			'generation_config.stop_sequences',
			`At most ${MOST_STOP_SEQUENCES} stop sequences are allowed.`,
		);
	}
}

/** @throws ApiError 400 for what a tuned model of the Gemini API cannot do */
export function checkTextOnly(request: GenerateContentRequest, name: string): void {
	const refuse = (what: string) => {
		throw new ApiError('INVALID_ARGUMENT', `${what} is not enabled for ${name}`);
	};
	if (request.systemInstruction) refuse('Developer instruction');
	const { responseMimeType = '', responseSchema, responseJsonSchema } = request.generationConfig ?? {};
	if (
		!['', 'text/plain'].includes(responseMimeType) ||
		responseSchema !== undefined ||
		responseJsonSchema !== undefined
	) {
		refuse('JSON mode');
	}
	if (request.tools && request.tools.length > 0) refuse('Function calling');
	const parts = (request.contents ?? []).flatMap(({ parts: all }) => all ?? []);
	if (parts.some(({ inlineData, fileData }) => inlineData !== undefined || fileData !== undefined))
		refuse('Non-text input');
	const length = (request.contents ?? []).reduce((sum, turn) => sum + [...textOf(turn)].length, 0);
	if (length > LONGEST_TUNED_PROMPT) {
		throw invalidArgument(
			'contents',
			`The prompt must have at most ${LONGEST_TUNED_PROMPT} characters, has ${length}.`,
		);
	}
}
