import { anything, bool, float, int64, json, list, map, message, oneOf, text } from '../../proto.ts';
import type { Decoded, Decoder } from '../../proto.ts';
import type { Json } from '../../json.ts';

const modes = { MODE_UNSPECIFIED: 0, AUTO: 1, ANY: 2, NONE: 3 } as const;

/** What the services call differently, or know beyond each other. */
interface Dialect {
	/** The full name of a type. */
	type: (name: string) => string;
	/** The number of the mode VALIDATED. */
	validated: number;
	/** Whether calls and responses carry an ID. */
	ids: boolean;
	/** Further members of each message. */
	tool: readonly string[];
	declaration: readonly string[];
	schema: readonly string[];
	call: readonly string[];
	response: readonly string[];
}

const unread = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, anything]));

/** A google.protobuf.Struct. */
const struct: Decoder<{ [key: string]: Json }> = map(json);

/** The messages by which functions are declared, called and answered; each service takes its own members and no other. */
export function callingMessages({ type, validated, ids, ...more }: Dialect) {
	const members: Record<string, Decoder<unknown>> = {
		type: text,
		format: text,
		title: text,
		description: text,
		nullable: bool,
		default: anything,
		minItems: int64,
		maxItems: int64,
		enum: list(text),
		propertyOrdering: list(text),
		required: list(text),
		minProperties: int64,
		maxProperties: int64,
		minimum: float,
		maximum: float,
		minLength: int64,
		maxLength: int64,
		pattern: text,
		example: anything,
		...unread(more.schema),
	};
	const schema: Decoder<Record<string, unknown>> = (value, place) => read(value, place);
	const read = message<Record<string, unknown>>(
		type('Schema'),
		Object.assign(members, { items: schema, properties: map(schema), anyOf: list(schema) }),
	);
	const declaration = message(type('FunctionDeclaration'), {
		name: text,
		description: text,
		parameters: schema,
		parametersJsonSchema: anything,
		response: schema,
		responseJsonSchema: anything,
		...unread(more.declaration),
	});
	const id: { id?: Decoder<string> } = ids ? { id: text } : {};
	return {
		tool: message(type('Tool'), { functionDeclarations: list(declaration), ...unread(more.tool) }),
		toolConfig: message(type('ToolConfig'), {
			functionCallingConfig: message(type('FunctionCallingConfig'), {
				mode: oneOf(type('FunctionCallingConfig.Mode'), { ...modes, VALIDATED: validated }),
				allowedFunctionNames: list(text),
			}),
			retrievalConfig: anything,
		}),
		functionCall: message<Call>(type('FunctionCall'), {
			name: text,
			args: struct,
			...id,
			...unread(more.call),
		}),
		functionResponse: message<Response>(type('FunctionResponse'), {
			name: text,
			response: struct,
			...id,
			...unread(more.response),
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
}

type Messages = ReturnType<typeof callingMessages>;
export type Tool = Decoded<Messages['tool']>;
export type ToolConfig = Decoded<Messages['toolConfig']>;
export type Declaration = NonNullable<Tool['functionDeclarations']>[number];

/** The part of a request that functions are called by. */
export interface Calling {
	contents?: readonly Turn[];
	tools?: readonly Tool[];
	toolConfig?: ToolConfig;
}

/** A content as far as functions go. */
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
