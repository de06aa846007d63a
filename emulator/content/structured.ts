import { ApiError } from '../errors.ts';
import type { Json } from '../json.ts';
import type { Responder } from '../learner/index.ts';

/** The part of a generation config that requests something other than plain text. */
interface Wanted {
	responseMimeType?: string;
	responseSchema?: unknown;
	responseJsonSchema?: unknown;
}

type Members = { [key: string]: unknown };

function isMembers(value: unknown): value is Members {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** @throws ApiError 400 for a schema without a response type that accepts one, or for two schemas */
export function checkStructure({
	responseMimeType = '',
	responseSchema,
	responseJsonSchema,
}: Wanted = {}): void {
	const refuse = (message: string) => {
		throw new ApiError('INVALID_ARGUMENT', message);
	};
	if (!['', 'text/plain', 'application/json', 'text/x.enum'].includes(responseMimeType)) {
		refuse(`Unsupported response mime type: ${responseMimeType}`);
	}
	if (responseSchema !== undefined && responseJsonSchema !== undefined) {
		refuse('Only one of response_schema and response_json_schema can be set.');
	}
	const schema = responseSchema ?? responseJsonSchema;
	if (schema !== undefined && ['', 'text/plain'].includes(responseMimeType)) {
		refuse('A response schema requires the response mime type application/json or text/x.enum.');
	}
}

/**
 * Converts a text to the requested form. JSON stays unchanged. Any other text goes into the schema's first place for a
 * text, and all other places get the emptiest value of their type. An enum gets the value that equals the text, or else the
 * first one.
 */
export function structured(model: Responder, wanted: Wanted = {}): Responder {
	const { responseMimeType = '' } = wanted;
	const schema = wanted.responseSchema ?? wanted.responseJsonSchema;
	if (responseMimeType === 'text/x.enum') {
		return {
			...model,
			respond: (prompt, count) => model.respond(prompt, count).map((text) => choose(enumOf(schema), text)),
		};
	}
	if (responseMimeType !== 'application/json') return model;
	return {
		...model,
		respond: (prompt, count) => model.respond(prompt, count).map((text) => toJson(text, schema)),
	};
}

function toJson(text: string, schema: unknown): string {
	if (isJson(text)) return text;
	return JSON.stringify(schema === undefined ? text : fill(schema, { text, used: false }));
}

function isJson(text: string): boolean {
	try {
		JSON.parse(text);
		return true;
	} catch {
		return false;
	}
}

function enumOf(schema: unknown): string[] {
	const values = isMembers(schema) ? schema.enum : undefined;
	return Array.isArray(values) ? values.filter((value) => typeof value === 'string') : [];
}

function choose(values: readonly string[], text: string): string {
	return values.includes(text) ? text : (values[0] ?? text);
}

function fill(schema: unknown, answer: { text: string; used: boolean }): Json {
	if (!isMembers(schema)) return null;
	switch (String(schema.type).toUpperCase()) {
		case 'OBJECT':
			return fillObject(schema, answer);
		case 'ARRAY':
			return answer.used ? [] : [fill(schema.items, answer)];
		case 'NUMBER':
		case 'INTEGER':
			return 0;
		case 'BOOLEAN':
			return false;
		case 'STRING': {
			const text = answer.used ? '' : answer.text;
			answer.used = true;
			const values = enumOf(schema);
			return values.length > 0 ? choose(values, text) : text;
		}
		default:
			return null;
	}
}

function fillObject({ properties, required }: Members, answer: { text: string; used: boolean }): Json {
	if (!isMembers(properties)) return {};
	const needed = Array.isArray(required) ? required : Object.keys(properties);
	const filled: { [key: string]: Json } = {};
	for (const [name, schema] of Object.entries(properties)) {
		if (needed.includes(name)) filled[name] = fill(schema, answer);
	}
	return filled;
}
