import { argumentsFor } from './arguments.ts';
import type { Call, Calling, Declaration, Turn } from './messages.ts';
import { declarationsOf } from './messages.ts';
import { wordsOf } from './words.ts';

/** Points for a word of the prompt in a function's name and in its description. */
const IN_NAME = 2;
const IN_DESCRIPTION = 1;
/** A function needs this many points. */
const MEANT = 2;
/** Asks for all matching functions in one turn. */
const AT_ONCE = /\b(both|at once|at the same time)\b/i;

/**
 * The functions that a model calls next. Words that the prompt shares with names and descriptions count. The best match
 * that the model hasn't called for this prompt comes next. If the prompt asks for both or for all at once, all matches come
 * next. Mode ANY always calls, NONE never.
 */
export function callsFor(request: Calling): Call[] {
	const { mode = 'AUTO', allowedFunctionNames: allowed = [] } =
		request.toolConfig?.functionCallingConfig ?? {};
	if (mode === 'NONE') return [];
	const { question, called } = sinceQuestion(request.contents ?? []);
	const ranked = declarationsOf(request)
		.filter(({ name = '' }) => allowed.length === 0 || allowed.includes(name))
		.map((declaration) => ({ declaration, score: score(declaration, question) }))
		.sort((one, other) => other.score - one.score);
	if (mode === 'ANY') return ranked.slice(0, 1).map(({ declaration }) => toCall(declaration, question));
	const meant = ranked.filter(
		({ declaration: { name = '' }, score: points }) => points >= MEANT && !called.has(name),
	);
	return meant
		.slice(0, AT_ONCE.test(question) ? meant.length : 1)
		.map(({ declaration }) => toCall(declaration, question));
}

function score({ name = '', description = '' }: Declaration, question: string): number {
	const [inName, inDescription] = [wordsOf(name), wordsOf(description)];
	return [...wordsOf(question)].reduce(
		(sum, word) => sum + (inName.has(word) ? IN_NAME : inDescription.has(word) ? IN_DESCRIPTION : 0),
		0,
	);
}

function toCall({ name = '', parameters, parametersJsonSchema }: Declaration, question: string): Call {
	return { name, args: argumentsFor(parameters ?? parametersJsonSchema, question) };
}

/** The user's last turn with a text, and the names of the functions called after it. */
function sinceQuestion(contents: readonly Turn[]): { question: string; called: Set<string> } {
	const at = contents.findLastIndex(({ role, parts = [] }) => role !== 'model' && textOf(parts) !== '');
	const after = contents.slice(at + 1).flatMap(({ parts = [] }) => parts);
	return {
		question: textOf(contents[at]?.parts ?? []),
		called: new Set(after.flatMap(({ functionCall }) => functionCall?.name ?? [])),
	};
}

function textOf(parts: NonNullable<Turn['parts']>): string {
	return parts.map(({ text = '' }) => text).join('');
}
