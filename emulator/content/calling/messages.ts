import {
	anything,
	bool,
	double,
	int64,
	list,
	map,
	message,
	oneOf,
	opaque,
	struct,
	text,
} from '../../proto.ts';
import type { Decoded, Decoder } from '../../proto.ts';
import type { Json } from '../../json.ts';

const modes = { MODE_UNSPECIFIED: 0, AUTO: 1, ANY: 2, NONE: 3 } as const;

/** Value types of a Schema; only the Gemini API has NULL. */
const schemaTypes = {
	TYPE_UNSPECIFIED: 0,
	STRING: 1,
	NUMBER: 2,
	INTEGER: 3,
	BOOLEAN: 4,
	ARRAY: 5,
	OBJECT: 6,
} as const;
const behaviors = { UNSPECIFIED: 0, BLOCKING: 1, NON_BLOCKING: 2 } as const;
const scheduling = { SCHEDULING_UNSPECIFIED: 0, SILENT: 1, WHEN_IDLE: 2, INTERRUPT: 3 } as const;

/** Differences between the services. */
interface Dialect {
	/** The full name of a type. */
	type: (name: string) => string;
	service: 'gemini' | 'vertex';
	/** Whether calls and responses have an ID. */
	ids: boolean;
	/** Tools other than functions; the emulator doesn't read their insides. */
	tool: readonly string[];
	/** A part of a function's response. */
	responsePart: Decoder<unknown>;
}

/** The messages of declarations, calls and responses. Each service accepts only its own members. */
export function callingMessages({ type, service, ids, tool, responsePart }: Dialect) {
	const gemini = service === 'gemini';
	const schema: Decoder<Record<string, unknown>> = (value, place) => readSchema(value, place);
	const readSchema = message<Record<string, unknown>>(type('Schema'), {
		type: gemini ? oneOf(type('Type'), { ...schemaTypes, NULL: 7 }) : oneOf(type('Type'), schemaTypes),
		format: text,
		title: text,
		description: text,
		nullable: bool,
		default: anything,
		items: schema,
		minItems: int64,
		maxItems: int64,
		enum: list(text),
		properties: map(schema),
		propertyOrdering: list(text),
		required: list(text),
		minProperties: int64,
		maxProperties: int64,
		minimum: double,
		maximum: double,
		minLength: int64,
		maxLength: int64,
		pattern: text,
		example: anything,
		anyOf: list(schema),
		...(!gemini && { additionalProperties: anything, ref: text, defs: map(schema) }),
	});
	const declaration = message(type('FunctionDeclaration'), {
		name: text,
		description: text,
		parameters: schema,
		parametersJsonSchema: anything,
		response: schema,
		responseJsonSchema: anything,
		...(gemini && { behavior: oneOf(type('FunctionDeclaration.Behavior'), behaviors) }),
	});
	const id: { id?: Decoder<string> } = ids ? { id: text } : {};
	const others = Object.fromEntries(tool.map((name) => [name, opaque(type(`Tool.${name}`))]));
	return {
		schema,
		tool: message(type('Tool'), { functionDeclarations: list(declaration), ...others }),
		toolConfig: message(type('ToolConfig'), {
			functionCallingConfig: message(type('FunctionCallingConfig'), {
				mode: oneOf(type('FunctionCallingConfig.Mode'), { ...modes, VALIDATED: gemini ? 4 : 5 }),
				allowedFunctionNames: list(text),
				...(!gemini && { streamFunctionCallArguments: bool }),
			}),
			retrievalConfig: message(type('RetrievalConfig'), {
				latLng: message('google.type.LatLng', { latitude: double, longitude: double }),
				languageCode: text,
			}),
		}),
		functionCall: message<Call>(type('FunctionCall'), {
			name: text,
			args: struct,
			...id,
			...(!gemini && { partialArgs: list(opaque(type('PartialArg'))), willContinue: bool }),
		}),
		functionResponse: message<Response>(type('FunctionResponse'), {
			name: text,
			response: struct,
			...id,
			parts: list(responsePart),
			scheduling: oneOf(type('FunctionResponse.Scheduling'), scheduling),
			...(gemini && { willContinue: bool }),
		}),
	};
}

export interface Call {
	id?: string;
	name: string;
	args: { [key: string]: Json };
}

export interface Response {
	id?: string;
	name: string;
	response: { [key: string]: Json };
	parts?: unknown[];
	scheduling?: string;
}

type Messages = ReturnType<typeof callingMessages>;
export type Tool = Decoded<Messages['tool']>;
type ToolConfig = Decoded<Messages['toolConfig']>;
export type Declaration = NonNullable<Tool['functionDeclarations']>[number];

/** The part of a request that concerns functions. */
export interface Calling {
	contents?: readonly Turn[];
	tools?: readonly Tool[];
	toolConfig?: ToolConfig;
}

/** A content, as far as functions need it. */
export interface Turn {
	role?: string;
	parts?: ReadonlyArray<{
		text?: string;
		thoughtSignature?: string;
		functionCall?: Partial<Call>;
		functionResponse?: Partial<Response>;
	}>;
}

/** All functions that a request declares. */
export function declarationsOf({ tools = [] }: Calling): Declaration[] {
	return tools.flatMap(({ functionDeclarations = [] }) => functionDeclarations);
}
