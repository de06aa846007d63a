import type { Json } from './json.ts';

/** Enum values by their number on the wire. */
export const tunedModelState = { STATE_UNSPECIFIED: 0, CREATING: 1, ACTIVE: 2, FAILED: 3 } as const;
export const granteeType = { GRANTEE_TYPE_UNSPECIFIED: 0, USER: 1, GROUP: 2, EVERYONE: 3 } as const;
export const role = { ROLE_UNSPECIFIED: 0, OWNER: 1, WRITER: 2, READER: 3 } as const;
export const finishReason = {
	FINISH_REASON_UNSPECIFIED: 0,
	STOP: 1,
	MAX_TOKENS: 2,
	SAFETY: 3,
	RECITATION: 4,
	OTHER: 5,
	LANGUAGE: 6,
	BLOCKLIST: 7,
	PROHIBITED_CONTENT: 8,
	SPII: 9,
	MALFORMED_FUNCTION_CALL: 10,
} as const;
export const blockReason = {
	BLOCK_REASON_UNSPECIFIED: 0,
	SAFETY: 1,
	OTHER: 2,
	BLOCKLIST: 3,
	PROHIBITED_CONTENT: 4,
	IMAGE_SAFETY: 5,
	/** Only Vertex AI has these two, and it has no IMAGE_SAFETY of that number. */
	MODEL_ARMOR: 5,
	JAILBREAK: 6,
} as const;
export const harmCategory = {
	HARM_CATEGORY_UNSPECIFIED: 0,
	HARM_CATEGORY_DEROGATORY: 1,
	HARM_CATEGORY_TOXICITY: 2,
	HARM_CATEGORY_VIOLENCE: 3,
	HARM_CATEGORY_SEXUAL: 4,
	HARM_CATEGORY_MEDICAL: 5,
	HARM_CATEGORY_DANGEROUS: 6,
	HARM_CATEGORY_HARASSMENT: 7,
	HARM_CATEGORY_HATE_SPEECH: 8,
	HARM_CATEGORY_SEXUALLY_EXPLICIT: 9,
	HARM_CATEGORY_DANGEROUS_CONTENT: 10,
	HARM_CATEGORY_CIVIC_INTEGRITY: 11,
} as const;
/** Vertex AI numbers its own categories differently. */
export const vertexHarmCategory = {
	HARM_CATEGORY_UNSPECIFIED: 0,
	HARM_CATEGORY_HATE_SPEECH: 1,
	HARM_CATEGORY_DANGEROUS_CONTENT: 2,
	HARM_CATEGORY_HARASSMENT: 3,
	HARM_CATEGORY_SEXUALLY_EXPLICIT: 4,
	HARM_CATEGORY_CIVIC_INTEGRITY: 5,
	HARM_CATEGORY_JAILBREAK: 6,
} as const;
export const harmBlockMethod = { HARM_BLOCK_METHOD_UNSPECIFIED: 0, SEVERITY: 1, PROBABILITY: 2 } as const;
export const harmThreshold = {
	HARM_BLOCK_THRESHOLD_UNSPECIFIED: 0,
	BLOCK_LOW_AND_ABOVE: 1,
	BLOCK_MEDIUM_AND_ABOVE: 2,
	BLOCK_ONLY_HIGH: 3,
	BLOCK_NONE: 4,
	OFF: 5,
} as const;
const harmProbability = {
	HARM_PROBABILITY_UNSPECIFIED: 0,
	NEGLIGIBLE: 1,
	LOW: 2,
	MEDIUM: 3,
	HIGH: 4,
} as const;
const modality = {
	MODALITY_UNSPECIFIED: 0,
	TEXT: 1,
	IMAGE: 2,
	VIDEO: 3,
	AUDIO: 4,
	DOCUMENT: 5,
} as const;

const byMember: Record<string, Record<string, number>> = {
	state: tunedModelState,
	granteeType,
	role,
	finishReason,
	blockReason,
	category: harmCategory,
	probability: harmProbability,
	modality,
};

/** Applies `$alt=json;enum-encoding=int`: enum names become their numbers. A Content's role is a plain string and stays. */
export function enumsAsNumbers(value: Json): Json {
	if (Array.isArray(value)) return value.map(enumsAsNumbers);
	if (value === null || typeof value !== 'object') return value;
	return Object.fromEntries(
		Object.entries(value).map(([key, member]) => {
			const number = typeof member === 'string' ? byMember[key]?.[member] : undefined;
			return [key, number ?? enumsAsNumbers(member)];
		}),
	);
}
