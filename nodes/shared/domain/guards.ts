/** Type guards for stored data and for JSON from outside. `google/http/shape.ts` builds its readers of Google's responses on them. */

/** An object or a list, and not null. */
export function isObjectOrList(value: unknown): value is Readonly<Record<string, unknown>> {
	return typeof value === 'object' && value !== null;
}

/** An object that is neither null nor a list. */
export function isObject(value: unknown): value is Record<string, unknown> {
	return isObjectOrList(value) && !Array.isArray(value);
}

/** A list with texts only. */
export function isTextList(value: unknown): value is string[] {
	return Array.isArray(value) && value.every((text) => typeof text === 'string');
}

/** The fields of an object; none for any other value. */
export function fieldsOf(value: unknown): Record<string, unknown> {
	return isObject(value) ? value : {};
}
