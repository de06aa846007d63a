/**
 * Vertex AI imports the file of requests as a table with one type per field. It fails the whole job when one line doesn't fit. The rules
 * for names, empty objects, depth and mixed types come from Vertex AI's error messages, as users reported them in 2026. Google doesn't
 * document them.
 */

import { ConfigurationError } from '../../http/googleErrors';

const namePattern = /^[A-Za-z_][A-Za-z0-9_]{0,299}$/;
const deepest = 15;

/** Type of a field, and the first request that has it. */
interface Column {
	kind: string;
	index: number;
}

/** Checks that all requests fit one table. */
export class Columns {
	readonly #columns = new Map<string, Column>();

	/** @throws ConfigurationError for a request that would fail the whole job */
	add(request: object, index: number): void {
		this.#addRecord(request, 'request', 1, index);
	}

	#addRecord(record: object, at: string, depth: number, index: number): void {
		const entries = Object.entries(record).filter(([, value]) => value !== undefined);
		if (entries.length === 0)
			throw unfit(index, `'${at}' is an object without fields`, 'Fill it or remove it.');
		if (depth > deepest) {
			throw unfit(
				index,
				`'${at}' is ${depth} levels deep`,
				`The limit is ${deepest}. Make the schema flatter.`,
			);
		}
		for (const [name, value] of entries) {
			if (!namePattern.test(name)) {
				throw unfit(
					index,
					`'${name}' in '${at}' can't be the name of a column`,
					"Use letters, digits and underscores, and start with a letter. '$defs', '$ref' and '$schema' aren't supported.",
				);
			}
			this.#add(value, `${at}.${name}`, depth, index);
		}
	}

	#add(value: unknown, at: string, depth: number, index: number): void {
		if (value === null) throw unfit(index, `'${at}' is null`, 'Remove it.');
		this.#agree(kindOf(value), at, index);
		if (Array.isArray(value)) {
			for (const member of value) this.#add(member, `${at}[]`, depth, index);
		} else if (typeof value === 'object') this.#addRecord(value, at, depth + 1, index);
	}

	#agree(kind: string, at: string, index: number): void {
		const before = this.#columns.get(at) ?? { kind, index };
		this.#columns.set(at, before);
		if (before.kind === kind && !(kind === 'a list' && at.endsWith('[]'))) return;
		const other =
			before.kind === kind ? "lists can't contain lists" : `it is ${before.kind} in item ${before.index}`;
		throw unfit(index, `'${at}' is ${kind}, and ${other}`, 'Use the same structure in all items.');
	}
}

function kindOf(value: unknown): string {
	if (Array.isArray(value)) return 'a list';
	return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

function unfit(index: number, what: string, wayOut: string): ConfigurationError {
	return new ConfigurationError(
		`A batch job can't contain this prompt: ${what} [item ${index}]`,
		`Vertex AI reads all prompts of a batch job as one table. ${wayOut} Nothing was created.`,
	);
}
