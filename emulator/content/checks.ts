import { ApiError, invalidArgument } from '../errors.ts';
import { PART_DATA } from './contentMessages.ts';
import type { Content, GenerateContentRequest, GenerationConfig } from './messages.ts';
import { textOf } from './messages.ts';

const LONGEST_TUNED_PROMPT = 40_000;
const MOST_STOP_SEQUENCES = 5;
const MOST_CANDIDATES = 8;

/** Whether a part has no content: flags and settings alone don't count. */
export function isBare(part: object): boolean {
	return !PART_DATA.some((name) => Object.hasOwn(part, name));
}

/** @throws ApiError 400 for a request without contents, a part without content, or a turn with an unknown role */
export function checkContents(contents: readonly Content[] | undefined, systemInstruction?: Content): void {
	if (!contents || contents.length === 0) {
		throw new ApiError('INVALID_ARGUMENT', '* GenerateContentRequest.contents: contents is not specified\n');
	}
	if (contents.some(({ role = '' }) => !['', 'user', 'model', 'function'].includes(role))) {
		throw new ApiError('INVALID_ARGUMENT', 'Please use a valid role: user, model.');
	}
	const faults = [
		...contents.flatMap((content, index) => partFaults(content, `contents[${index}]`)),
		...(systemInstruction ? partFaults(systemInstruction, 'system_instruction') : []),
	];
	if (faults.length > 0) throw new ApiError('INVALID_ARGUMENT', faults.join(''));
	if (contents.at(-1)?.role === 'model') {
		throw new ApiError(
			'INVALID_ARGUMENT',
			'Please ensure that multiturn requests end with a user role or a function response.',
		);
	}
}

/** Lines of Google's message. The lines about parts come from many public bug reports. */
function partFaults({ parts = [] }: Content, at: string): string[] {
	const line = (field: string, what: string) => `* GenerateContentRequest.${at}.${field}: ${what}\n`;
	if (parts.length === 0) return [line('parts', 'contents.parts must not be empty.')];
	return parts.flatMap((part, index) =>
		isBare(part)
			? [line(`parts[${index}].data`, "required oneof field 'data' must have one initialized field")]
			: [],
	);
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

/** @throws ApiError 400 for features that tuned models of the Gemini API don't support */
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
