import { createHash } from 'node:crypto';
import { isObject } from './guards';

/** Longest tuned model ID, in characters (google/ai/generativelanguage/v1beta/model_service.proto). */
export const modelIdLength = 40;

const modelIdPattern = /^[a-z]([a-z0-9-]{0,38}[a-z0-9])?$/;
const keyLength = 20;
const slugLength = modelIdLength - keyLength - 1;

export function isModelId(id: string): boolean {
	return modelIdPattern.test(id);
}

/** Computes an idempotency key: a hash with 20 characters of `[a-v0-9]` (100 bits). The order of fields doesn't matter. */
export function creationKey(parts: Record<string, unknown>): string {
	const bits = BigInt(`0x${createHash('sha256').update(canonical(parts)).digest('hex')}`) >> 156n;
	return bits.toString(32).padStart(keyLength, '0');
}

/** A tuned model ID with the display name and the key. An equal creation gets the same ID. */
export function modelIdFor(displayName: string, key: string): string {
	const slug = displayName
		.toLowerCase()
		.normalize('NFKD')
		.replace(/\p{Mark}+/gu, '')
		.replace(/[^a-z0-9]+/g, '-')
		.replace(/^[^a-z]+/, '')
		.slice(0, slugLength)
		.replace(/-+$/, '');
	return `${slug || 'tuned'}-${key}`;
}

/** JSON with sorted keys and without undefined values. */
function canonical(value: unknown): string {
	return JSON.stringify(value, (_key, inner: unknown) =>
		isObject(inner) ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1))) : inner,
	);
}
