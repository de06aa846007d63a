/**
 * IDs of tool calls that contain the data that Google requires with the results. n8n keeps only the ID of a call while its
 * tools run, and splits the calls of one response into separate messages.
 */
import { randomBytes } from 'node:crypto';

/** The data of a call in its ID. */
export interface CallOrigin {
	/** The same for all calls of one response. */
	turn: string;
	/** Google's own ID, if any. */
	id?: string;
	thoughtSignature?: string;
	/** The call's own argument `id`, any JSON value. n8n replaces it with the call's ID when it sends the call back. */
	idArgument?: unknown;
}

const pattern = /^(gemini-[\w-]+)\.\d+(?:\.i([\w-]+))?(?:\.s([\w-]+))?(?:\.a([\w-]+))?$/;

/** Creates a unique name for a response of the model. */
export function newTurn(): string {
	return `gemini-${randomBytes(6).toString('hex')}`;
}

/** @param index position of the call in its response */
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
