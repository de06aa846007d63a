import { invalid, preconditionFailed, StorageError } from './errors.ts';

/** Conditions on the live object for executing a request. */
export interface Preconditions {
	ifGenerationMatch?: string;
	ifGenerationNotMatch?: string;
	ifMetagenerationMatch?: string;
	ifMetagenerationNotMatch?: string;
}

const NAMES = [
	'ifGenerationMatch',
	'ifGenerationNotMatch',
	'ifMetagenerationMatch',
	'ifMetagenerationNotMatch',
] as const;

/** @throws StorageError 400 for a value that isn't a decimal int64 */
export function readPreconditions(query: URLSearchParams): Preconditions {
	const found: Preconditions = {};
	for (const name of NAMES) {
		const value = query.get(name);
		if (value === null) continue;
		if (!/^\d{1,19}$/.test(value)) throw invalid(`Invalid long value: '${value}'.`);
		found[name] = value.replace(/^0+(?=\d)/, '');
	}
	return found;
}

/**
 * An object that doesn't exist has generation 0 and no metageneration.
 * @throws StorageError 412, or 304 for a conditional read of an unchanged object
 */
export function checkPreconditions(
	{ ifGenerationMatch, ifGenerationNotMatch, ifMetagenerationMatch, ifMetagenerationNotMatch }: Preconditions,
	object: { generation: string; metageneration: number } | undefined,
	reading = false,
): void {
	const generation = object?.generation ?? '0';
	const metageneration = object && String(object.metageneration);
	if (ifGenerationMatch !== undefined && ifGenerationMatch !== generation) throw preconditionFailed();
	if (ifMetagenerationMatch !== undefined && ifMetagenerationMatch !== metageneration)
		throw preconditionFailed();
	const unchanged =
		ifGenerationNotMatch === generation ||
		(ifMetagenerationNotMatch !== undefined && ifMetagenerationNotMatch === metageneration);
	if (unchanged) throw reading ? new StorageError(304, 'notModified', 'Not Modified') : preconditionFailed();
}
