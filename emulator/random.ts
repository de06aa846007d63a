/** A source of numbers in [0, 1). */
export type Random = () => number;

/** Seeded numbers (mulberry32): the same seed gives the same sequence. */
export function seededRandom(seed: number): Random {
	let state = seed >>> 0;
	return () => {
		state = (state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 15), state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
	};
}

/** A 32-bit hash of a text (FNV-1a over UTF-16 units). */
export function hashText(text: string, seed = 0x811c9dc5): number {
	let hash = seed;
	for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
	return hash >>> 0;
}

const BASE36 = '0123456789abcdefghijklmnopqrstuvwxyz';

/** Random characters of `0-9a-z`, as in Google's operation IDs and the tails of its model IDs. */
export function base36(random: Random, length: number): string {
	return Array.from({ length }, () => BASE36.charAt(Math.floor(random() * 36))).join('');
}

/** Random decimal digits, the first one a 1. Google's account and permission IDs have 21. */
export function digits(random: Random, length: number): string {
	return `1${Array.from({ length: length - 1 }, () => Math.floor(random() * 10)).join('')}`;
}
