import { parseBody } from '../jsonBody.ts';
import type { Json } from '../json.ts';
import { StorageError } from './errors.ts';
import type { ObjectSettings } from './tables.ts';

const TEXTS = [
	'contentType',
	'cacheControl',
	'contentDisposition',
	'contentEncoding',
	'contentLanguage',
	'storageClass',
] as const;

export type JsonObject = { [key: string]: Json };

function isJsonObject(value: unknown): value is JsonObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A body that is a JSON object. This API ignores unknown members. @throws StorageError 400 */
export function readJson(body: Buffer): JsonObject {
	let value: unknown;
	try {
		value = parseBody(body);
	} catch {
		value = undefined;
	}
	if (!isJsonObject(value)) throw new StorageError(400, 'parseError', 'Parse Error');
	return value;
}

export function textIn(body: JsonObject, name: string): string | undefined {
	const value = body[name];
	return typeof value === 'string' ? value : undefined;
}

/** A map of texts. Null members are separate, because a patch removes them. */
export function textsIn(body: JsonObject, name: string): Record<string, string | null> | undefined {
	const value = body[name];
	if (!isJsonObject(value)) return undefined;
	return Object.fromEntries(
		Object.entries(value).map(([key, text]) => [key, text === null ? null : String(text)]),
	);
}

function withoutNulls(texts: Record<string, string | null>): Record<string, string> {
	const kept: Record<string, string> = {};
	for (const [key, text] of Object.entries(texts)) if (text !== null) kept[key] = text;
	return kept;
}

export function readSettings(body: JsonObject): ObjectSettings {
	return patchSettings({}, body);
}

/** Changes the members of the body; null removes. */
export function patchSettings(before: ObjectSettings, body: JsonObject): ObjectSettings {
	const settings = { ...before };
	for (const name of TEXTS) {
		const text = textIn(body, name);
		if (text !== undefined) settings[name] = text;
		else if (body[name] === null) delete settings[name];
	}
	const metadata = textsIn(body, 'metadata');
	if (metadata) settings.metadata = withoutNulls({ ...before.metadata, ...metadata });
	else if (body.metadata === null) delete settings.metadata;
	return settings;
}

export function patchTexts(before: Record<string, string>, change: Record<string, string | null> = {}) {
	return withoutNulls({ ...before, ...change });
}
