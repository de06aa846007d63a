import { hashText } from '../random.ts';

/** A text as a vector of length 1: a few hundred of `DIMENSIONS` numbers. */
export interface Features {
	indices: Int32Array;
	values: Float32Array;
}

const DIMENSIONS = 1 << 14;
/** The learner reads this many characters of a long text. */
const READ_AT_MOST = 2000;

const WORD = 1;
const WORD_PAIR = 0.7;
const LETTERS = 0.35;
const SHAPE = 0.5;

/** Words, pairs of words, runs of three letters, and the text's shape, hashed and scaled to unit length. */
export function readFeatures(text: string): Features {
	const read = text.slice(0, READ_AT_MOST).normalize('NFKC').toLowerCase();
	const weights = new Map<number, number>();
	const add = (kind: string, name: string, weight: number) => {
		const index = hashText(kind + name) % DIMENSIONS;
		weights.set(index, (weights.get(index) ?? 0) + weight);
	};
	const words = read.match(/[\p{L}\p{N}]+|[^\p{L}\p{N}\s]/gu) ?? [];
	words.forEach((word, i) => {
		add('w', word, WORD);
		if (i > 0) add('p', `${words[i - 1]} ${word}`, WORD_PAIR);
		add('s', shape(word), SHAPE / words.length);
	});
	const padded = ` ${words.join(' ')} `;
	for (let i = 0; i + 3 <= padded.length; i++) add('l', padded.slice(i, i + 3), LETTERS);
	add('t', read.trim(), WORD);
	return unitLength(weights);
}

/** `a` for letters, `0` for digits, everything else as it is, with repetitions cut to three. */
function shape(word: string): string {
	return word
		.replace(/\p{L}/gu, 'a')
		.replace(/\p{N}/gu, '0')
		.replace(/(.)\1{2,}/g, '$1$1$1');
}

function unitLength(weights: Map<number, number>): Features {
	const indices = Int32Array.from(weights.keys());
	// Repeated words count less than in proportion.
	const values = Float32Array.from(weights.values(), Math.sqrt);
	const length = Math.hypot(...values);
	return { indices, values: values.map((value) => value / length) };
}
