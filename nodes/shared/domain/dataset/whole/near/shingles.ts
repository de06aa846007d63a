import type { Example } from '../../dataset';

/** Hashes of every three consecutive words of an example. */
export interface Shingles {
	/** Valid until the next call. Only the first `length` entries count. */
	hashes: Int32Array;
	length: number;
}

const { imul } = Math;
const other = 0;
const part = 1;
const word = 2;

/** Different for each part of an example, so that the same words in two parts have different hashes. */
const seeds = { input: 0x3c6ef372, output: 0x510e527f, rejected: 0x1f83d9ab };
const factor = 0x9e3779b1;

/**
 * Splits examples into words, ignoring case, punctuation, white space and the system instruction. The caller removes words that many
 * examples share, such as those of a template.
 */
export function createShingler(): (example: Example) => Shingles {
	const shingles: Shingles = { hashes: new Int32Array(1_024), length: 0 };

	function push(hash: number): void {
		if (shingles.length === shingles.hashes.length) {
			const larger = new Int32Array(shingles.length * 2);
			larger.set(shingles.hashes);
			shingles.hashes = larger;
		}
		shingles.hashes[shingles.length++] = hash;
	}

	function addText(text: string, seed: number): void {
		let before = seed;
		let last = seed;
		let current = seed;
		let length = 0;
		let words = 0;
		for (let index = 0; index <= text.length; index++) {
			// The end of the text ends a word as white space does.
			const unit = index < text.length ? folded(text.charCodeAt(index)) : space;
			const kind = kindOf(unit);
			if (kind === part) {
				current = imul(current ^ unit, factor);
				length++;
				continue;
			}
			if (length > 0) {
				if (++words > 2) push(joined(before, last, current));
				before = last;
				last = current;
				current = seed;
				length = 0;
			}
			if (kind === word) {
				const hash = imul(seed ^ unit, factor);
				if (++words > 2) push(joined(before, last, hash));
				before = last;
				last = hash;
			}
		}
		if (words > 0 && words <= 2) push(joined(before, last, words));
	}

	return ({ input, output, rejected, earlier }) => {
		shingles.length = 0;
		addText(input, seeds.input);
		addText(output, seeds.output);
		if (rejected !== undefined) addText(rejected, seeds.rejected);
		earlier?.forEach(({ text }) => addText(text, seeds.input));
		return shingles;
	};
}

const space = 0x20;
const toLowerCase = 0x20;

/** Converts Latin letters to lower case. Other letters stay as they are. */
function folded(unit: number): number {
	const isCapital = (unit >= 0x41 && unit <= 0x5a) || (unit >= 0xc0 && unit <= 0xde && unit !== 0xd7);
	return isCapital ? unit + toLowerCase : unit;
}

/** Whether a folded character is part of a word, a whole word (in scripts without spaces) or neither. */
function kindOf(unit: number): number {
	if (unit < 0x80) return (unit >= 0x61 && unit <= 0x7a) || (unit >= 0x30 && unit <= 0x39) ? part : other;
	if (unit < 0xc0 || unit === 0xd7 || unit === 0xf7) return other;
	if (unit < 0x0e00) return part;
	// Thai, Lao, Tibetan, Burmese and Khmer; below, Chinese, Japanese and emoji.
	if (unit < 0x10a0 || (unit >= 0x1780 && unit < 0x1800)) return word;
	if (unit < 0x2000) return part;
	return unit < 0x2e80 || (unit >= 0x3000 && unit < 0x3040) || unit >= 0xff00 ? other : word;
}

function joined(one: number, two: number, three: number): number {
	let bits = imul(one ^ (one >>> 15), 0x85ebca6b) ^ two;
	bits = imul(bits ^ (bits >>> 13), 0xc2b2ae35) ^ three;
	bits = imul(bits ^ (bits >>> 16), 0x27d4eb2f);
	return bits ^ (bits >>> 15);
}
