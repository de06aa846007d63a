import { ApiError } from '../../errors.ts';
import { isSignature } from './signatures.ts';
import type { Calling, Declaration, Tool, Turn } from './messages.ts';
import { declarationsOf } from './messages.ts';

const NAME = /^[A-Za-z_][\w.-]{0,63}$/;
const NAME_RULE =
	'Invalid function name. Must start with a letter or an underscore. Must be alphameric (a-z, A-Z, 0-9), underscores (_), dots (.) or dashes (-), with a maximum length of 64.';

/** A service's message for a call without a signature. The message contains the turn's number. */
type Unsigned = (name: string, position: number) => string;

function refuse(message: string): never {
	throw new ApiError('INVALID_ARGUMENT', message);
}

/** @throws ApiError 400 for invalid declarations, settings, or sequences of calls and responses */
export function checkCalling(request: Calling, signs: boolean, unsigned: Unsigned): void {
	const { tools = [], contents = [] } = request;
	const untyped = tools.findIndex((tool) => !isTool(tool));
	if (untyped >= 0)
		refuse(`tools[${untyped}].tool_type: required one_of 'tool_type' must have one initialized field`);
	tools.forEach(({ functionDeclarations = [] }, tool) =>
		functionDeclarations.forEach((declaration, index) =>
			checkDeclaration(declaration, `tools[${tool}].function_declarations[${index}]`),
		),
	);
	const names = declarationsOf(request).map(({ name = '' }) => name);
	const twice = names.find((name, index) => names.indexOf(name) !== index);
	if (twice !== undefined) refuse(`Duplicate function declaration found: ${twice}`);
	checkChoice(request, names);
	checkTurns(contents, names);
	if (signs) checkSignatures(contents, unsigned);
}

/** Whether a tool has a type. An empty list of functions doesn't count. */
function isTool({ functionDeclarations, ...others }: Tool): boolean {
	return Object.keys(others).length > 0 || (functionDeclarations ?? []).length > 0;
}

function checkDeclaration({ name = '', parameters, parametersJsonSchema }: Declaration, field: string): void {
	const wrong = (place: string, what: string) =>
		refuse(`* GenerateContentRequest.${field}.${place}: ${what}\n`);
	if (!NAME.test(name)) wrong('name', NAME_RULE);
	if (!parameters) return;
	if (parametersJsonSchema !== undefined)
		wrong('parameters', 'only one of parameters and parameters_json_schema can be set');
	const { type, properties } = parameters;
	const isEmpty =
		typeof properties !== 'object' || properties === null || Object.keys(properties).length === 0;
	if (String(type).toUpperCase() === 'OBJECT' && isEmpty)
		wrong('parameters.properties', 'should be non-empty for OBJECT type');
}

function checkChoice({ toolConfig }: Calling, names: readonly string[]): void {
	const { mode = 'AUTO', allowedFunctionNames: allowed = [] } = toolConfig?.functionCallingConfig ?? {};
	if (mode === 'ANY' && names.length === 0)
		refuse('Function calling config is set without function_declarations.');
	if (allowed.length > 0 && !['ANY', 'VALIDATED'].includes(mode))
		refuse('Allowed function names can only be set when the function calling mode is ANY or VALIDATED.');
	const unknown = allowed.find((name) => !names.includes(name));
	if (unknown !== undefined) refuse(`Allowed function name ${unknown} is not declared.`);
}

function callsOf({ parts = [] }: Turn) {
	return parts.flatMap(({ functionCall }) => functionCall ?? []);
}

function responsesOf({ parts = [] }: Turn) {
	return parts.flatMap(({ functionResponse }) => functionResponse ?? []);
}

function checkTurns(contents: readonly Turn[], names: readonly string[]): void {
	contents.forEach((turn, index) => {
		const before = contents[index - 1];
		const [calls, asked] = [callsOf(turn), callsOf(before ?? {})];
		const responses = responsesOf(turn);
		if (calls.length > 0 && (turn.role !== 'model' || before === undefined || before.role === 'model')) {
			refuse(
				'Please ensure that function call turn comes immediately after a user turn or after a function response turn.',
			);
		}
		if (responses.length > 0 && asked.length === 0) {
			refuse('Please ensure that function response turn comes immediately after a function call turn.');
		}
		if (responses.length !== asked.length) {
			refuse(
				'Please ensure that the number of function response parts is equal to the number of function call parts of the function call turn.',
			);
		}
		const stranger = responses.find(
			({ name = '', id }) =>
				!(names.length === 0 || names.includes(name)) ||
				!asked.some((call) => call.name === name && call.id === id),
		);
		if (stranger) refuse(`Function response ${stranger.name ?? ''} answers no function call.`);
	});
}

/** Checks the calls since the user's last text: the first call of each turn needs a signature. */
function checkSignatures(contents: readonly Turn[], unsigned: Unsigned): void {
	const spoken = contents.findLastIndex((turn) => turn.role !== 'model' && responsesOf(turn).length === 0);
	contents.slice(spoken + 1).forEach(({ parts = [] }, index) => {
		const first = parts.find(({ functionCall }) => functionCall !== undefined);
		if (!first) return;
		const { thoughtSignature = '', functionCall: { name = '' } = {} } = first;
		if (thoughtSignature === '') refuse(unsigned(`default_api:${name}`, spoken + index + 2));
		if (!isSignature(thoughtSignature)) refuse('Corrupted thought signature.');
	});
}
