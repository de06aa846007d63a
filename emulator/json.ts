export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** The shortest decimal that is the same 32-bit float: 5.263158, not 5.263157844543457. */
export function float32(value: number): number {
	const single = Math.fround(value);
	for (let precision = 1; precision <= 9; precision++) {
		const candidate = Number(single.toPrecision(precision));
		if (Math.fround(candidate) === single) return candidate;
	}
	return single;
}

/** Omits the default value of a field without presence, as proto3 JSON does. */
export function unlessDefault<T extends Json>(value: T | undefined): T | undefined {
	if (value === undefined || value === '' || value === 0 || value === false) return undefined;
	return Array.isArray(value) && value.length === 0 ? undefined : value;
}

/** The object without its undefined members, in the same order. */
export function present(members: Record<string, Json | undefined>): { [key: string]: Json } {
	const kept: { [key: string]: Json } = {};
	for (const [key, value] of Object.entries(members)) if (value !== undefined) kept[key] = value;
	return kept;
}
