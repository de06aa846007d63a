import type { Json } from '../../json.ts';

/** The single type of all values of a column in a JSONL file, as BigQuery infers it. */
export type Shape =
	| { kind: 'null' }
	/** `isNumeric`: all texts are numbers, too. */
	| { kind: 'scalar'; type: 'STRING' | 'FLOAT' | 'BOOLEAN'; isNumeric: boolean }
	| { kind: 'array'; item: Shape }
	| { kind: 'record'; fields: Map<string, Shape> };

/** A value that a table can't hold. */
class ShapeError extends Error {}

const FIELD_NAME = /^[A-Za-z_][A-Za-z0-9_]{0,299}$/;
const NUMERIC = /^-?\d+(\.\d+)?$/;
const DEEPEST = 15;
const NOTHING: Shape = { kind: 'null' };

/**
 * The shape of a value together with all previous ones.
 * @param at its path, `request.contents.parts`
 * @throws ShapeError for names, depths and mixed types that BigQuery refuses
 */
export function widen(before: Shape = NOTHING, value: Json, at = '', depth = 0): Shape {
	if (value === null) return before;
	if (Array.isArray(value)) return widenArray(before, value, at, depth);
	if (typeof value === 'object') return widenRecord(before, value, at, depth);
	const type = typeof value === 'string' ? 'STRING' : typeof value === 'number' ? 'FLOAT' : 'BOOLEAN';
	const isNumeric = typeof value !== 'boolean' && NUMERIC.test(String(value));
	if (before.kind === 'null') return { kind: 'scalar', type, isNumeric };
	if (before.kind === 'array') {
		throw new ShapeError(`Repeated field must be imported as a JSON array. Field: ${at}.`);
	}
	if (before.kind === 'record') throw mixed(at);
	// Scalars of several types become texts.
	return {
		kind: 'scalar',
		type: before.type === type ? type : 'STRING',
		isNumeric: before.isNumeric && isNumeric,
	};
}

function mixed(at: string): ShapeError {
	return new ShapeError(`JSON object specified for non-record field: ${at}.`);
}

function widenArray(before: Shape, values: readonly Json[], at: string, depth: number): Shape {
	if (before.kind !== 'null' && before.kind !== 'array') {
		throw new ShapeError(`Array specified for non-repeated field: ${at}.`);
	}
	let item = before.kind === 'array' ? before.item : NOTHING;
	for (const value of values) {
		if (value === null) throw new ShapeError(`Only optional fields can be set to NULL. Field: ${at}.`);
		if (Array.isArray(value)) throw new ShapeError(`Nested arrays not allowed. Field: ${at}.`);
		item = widen(item, value, at, depth);
	}
	return { kind: 'array', item };
}

function widenRecord(before: Shape, value: { [key: string]: Json }, at: string, depth: number): Shape {
	if (before.kind !== 'null' && before.kind !== 'record') throw mixed(at);
	if (depth > DEEPEST) {
		throw new ShapeError(
			`Schema nested too deeply, at least ${depth} compared to the maximum allowed level of ${DEEPEST}.`,
		);
	}
	const fields = before.kind === 'record' ? before.fields : new Map<string, Shape>();
	const entries = Object.entries(value);
	if (entries.length === 0 && at !== '') throw new ShapeError(`Cannot store struct '${at}' with no fields.`);
	for (const [name, member] of entries) {
		if (!FIELD_NAME.test(name)) {
			throw new ShapeError(
				`Invalid field name "${name}". Fields must contain only letters, numbers, and underscores, start with a ` +
					'letter or underscore, and be at most 300 characters long.',
			);
		}
		fields.set(name, widen(fields.get(name), member, at === '' ? name : `${at}.${name}`, depth + 1));
	}
	return { kind: 'record', fields };
}

/** A value as the table returns it: fields sorted by name, null for fields that only other lines have. */
export function conform(value: Json | undefined, shape: Shape): Json {
	if (value === undefined || value === null) return null;
	if (Array.isArray(value)) {
		return shape.kind === 'array' ? value.map((member) => conform(member, shape.item)) : value;
	}
	if (typeof value !== 'object') {
		return shape.kind === 'scalar' && shape.type === 'STRING' && !shape.isNumeric ? String(value) : value;
	}
	if (shape.kind !== 'record') return value;
	const names = [...shape.fields.keys()].sort();
	return Object.fromEntries(
		names.map((name) => [name, conform(value[name], shape.fields.get(name) ?? NOTHING)]),
	);
}
