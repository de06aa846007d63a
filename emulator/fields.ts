import { ApiError } from './errors.ts';
import type { Json } from './json.ts';

/** The members to keep of an object. An empty mask keeps all. */
export type Mask = Map<string, Mask>;

/** Reads the system parameter `fields`: `name,metadata/totalSteps,tunedModels(name,state)`; `*` keeps everything. */
export function parseMask(text: string): Mask {
	const tokens = text.match(/[^,()/\s]+|[,()/]/g) ?? [];
	let at = 0;

	function list(): Mask {
		const mask: Mask = new Map();
		for (;;) {
			path(mask);
			if (tokens[at] !== ',') return mask;
			at += 1;
		}
	}

	function path(into: Mask): void {
		const name = tokens[at++];
		if (name === undefined || /[,()/]/.test(name)) throw invalid(text);
		const below = into.get(name) ?? new Map<string, Mask>();
		into.set(name, below);
		if (tokens[at] === '/') {
			at += 1;
			path(below);
		} else if (tokens[at] === '(') {
			at += 1;
			for (const [key, value] of list()) below.set(key, value);
			if (tokens[at++] !== ')') throw invalid(text);
		}
	}

	const mask = list();
	if (at !== tokens.length) throw invalid(text);
	return mask;
}

function invalid(text: string): ApiError {
	return new ApiError(
		'INVALID_ARGUMENT',
		`Invalid value at 'fields' (type.googleapis.com/google.protobuf.FieldMask), "${text}"`,
	);
}

/** The part of a value that a mask keeps; a mask applies to every entry of a list. */
export function project(value: Json, mask: Mask): Json {
	if (mask.size === 0 || mask.has('*')) return value;
	if (Array.isArray(value)) return value.map((item) => project(item, mask));
	if (value === null || typeof value !== 'object') return value;
	const kept: { [key: string]: Json } = {};
	for (const [key, member] of Object.entries(value)) {
		const below = mask.get(key);
		if (below) kept[key] = project(member, below);
	}
	return kept;
}
