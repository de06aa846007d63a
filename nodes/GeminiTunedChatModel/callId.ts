/**
 * IDs of tool calls that carry what Google wants back with the results. n8n keeps nothing else of a call while its tools run,
 * and puts the calls of one answer into messages of their own.
 */
import { randomBytes } from 'node:crypto';

/** What an ID tells of a call. */
export interface CallOrigin {
	/** The same for all calls of one answer. */
	turn: string;
	/** Google's own ID, where it gave one. */
	id?: string;
	thoughtSignature?: string;
	/** The call's own argument `id`, any JSON value: n8n puts the call's ID in its place when it tells of the call again. */
	idArgument?: unknown;
}

const pattern = /^(gemini-[\w-]+)\.\d+(?:\.i([\w-]+))?(?:\.s([\w-]+))?(?:\.a([\w-]+))?$/;

/** Names an answer of the model, as no other is. */
export function newTurn(): string {
	return `gemini-${randomBytes(6).toString('hex')}`;
}

/** @param index of the call among those of its answer */
export function toCallId({ turn, id, thoughtSignature, idArgument }: CallOrigin, index: number): string {
	return [
		`${turn}.${index}`,
		...(id === undefined ? [] : [`i${encode(id)}`]),
		...(thoughtSignature === undefined ? [] : [`s${encode(thoughtSignature)}`]),
		...(idArgument === undefined ? [] : [`a${encode(JSON.stringify(idArgument))}`]),
	].join('.');
}

/** Undefined for the call of another chat model. */
export function toOrigin(callId: string): CallOrigin | undefined {
	const [, turn, id, signature, idArgument] = pattern.exec(callId) ?? [];
	if (turn === undefined) return undefined;
	return {
		turn,
		...(id !== undefined && { id: decode(id) }),
		...(signature !== undefined && { thoughtSignature: decode(signature) }),
		...(idArgument !== undefined && { idArgument: parse(decode(idArgument)) }),
	};
}

function encode(text: string): string {
	return Buffer.from(text).toString('base64url');
}

function decode(text: string): string {
	return Buffer.from(text, 'base64url').toString();
}

function parse(json: string): unknown {
	return JSON.parse(json);
}
