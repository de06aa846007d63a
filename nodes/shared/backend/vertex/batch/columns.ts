/**
 * Vertex AI takes the file of requests in as a table, with one type for each place in all lines, and fails the whole job when
 * one line does not fit. Names, empty objects, depth and mixtures: from its messages, as others reported them from running jobs
 * in 2026; not documented on the pages on batch inference.
 */

import { ConfigurationError } from '../../errors';

const namePattern = /^[A-Za-z_][A-Za-z0-9_]{0,299}$/;
const deepest = 15;

/** What stands in a place, and in which request it did first. */
interface Column {
	kind: string;
	index: number;
}

/** Holds requests against each other, one after the other. */
export class Columns {
	readonly #columns = new Map<string, Column>();

	/** @throws ConfigurationError for a request that would fail the whole job */
	add(request: object, index: number): void {
		this.#addRecord(request, 'request', 1, index);
	}

	#addRecord(record: object, at: string, depth: number, index: number): void {
		const entries = Object.entries(record).filter(([, value]) => value !== undefined);
		if (entries.length === 0)
			throw refusal(index, `'${at}' is an object without fields`, 'Fill it or leave it out.');
		if (depth > deepest) {
			throw refusal(
				index,
				`'${at}' lies ${depth} levels deep`,
				`The limit is ${deepest}. Make the schema flatter.`,
			);
		}
		for (const [name, value] of entries) {
			if (!namePattern.test(name)) {
				throw refusal(
					index,
					`'${name}' in '${at}' is no name of a column`,
					'Use letters, digits and underscores, beginning with a letter, and neither $defs, $ref nor $schema.',
				);
			}
			this.#add(value, `${at}.${name}`, depth, index);
		}
	}

	#add(value: unknown, at: string, depth: number, index: number): void {
		if (value === null) throw refusal(index, `'${at}' is null`, 'Leave it out.');
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
			before.kind === kind ? 'lists cannot hold lists' : `it is ${before.kind} in item ${before.index}`;
		throw refusal(index, `'${at}' is ${kind}, and ${other}`, 'Let all items have the same form.');
	}
}

function kindOf(value: unknown): string {
	if (Array.isArray(value)) return 'a list';
	return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

function refusal(index: number, what: string, wayOut: string): ConfigurationError {
	return new ConfigurationError(
		`A batch job cannot take this prompt: ${what} [item ${index}]`,
		`Vertex AI reads all prompts of a batch job as one table. ${wayOut} Nothing was created.`,
	);
}
