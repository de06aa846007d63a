import { base36 } from '../random.ts';
import type { Random } from '../random.ts';
import { invalidArgument } from '../errors.ts';

const LONGEST_ID = 40;
const LONGEST_SLUG = 38;
const ID = /^[a-z]([a-z0-9-]{0,38}[a-z0-9])?$/;

/** @throws ApiError 400 for an ID that Google wouldn't accept */
export function checkModelId(id: string): void {
	if (!ID.test(id)) {
		const rule =
			'must be at most 40 characters, start with a letter and match [a-z]([a-z0-9-]{0,38}[a-z0-9])?';
		throw invalidArgument('tuned_model_id', `The tuned model ID "${id}" ${rule}.`);
	}
}

/** The readable part: lower case, white space as dashes, without other characters that an ID can't contain. */
function slug(displayName: string): string {
	return displayName
		.toLowerCase()
		.replace(/\s/g, '-')
		.replace(/[^a-z0-9-]/g, '')
		.slice(0, LONGEST_SLUG);
}

/** About 62 random bits in base 36: 12 characters, sometimes 11. */
function tail(random: Random): string {
	const high = BigInt(Math.floor(random() * 2 ** 31));
	const low = BigInt(Math.floor(random() * 2 ** 31));
	return ((high << 31n) | low).toString(36);
}

/** An ID from the display name and a random tail, at most 40 characters. */
export function generateModelId(displayName: string, random: Random): string {
	const readable = slug(displayName);
	return (readable === '' ? tail(random) : `${readable}-${tail(random)}`).slice(0, LONGEST_ID);
}

export function generateOperationId(random: Random): string {
	return base36(random, 12);
}
