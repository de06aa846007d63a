const { imul } = Math;

/** Bands of a signature. Two examples with one equal band are compared. */
export const bands = 5;
const rowsPerBand = 4;
const size = bands * rowsPerBand;

const [maskStep, factorStep] = [0x9e3779b9, 0x6c62272e];
const masks = Int32Array.from({ length: size }, (_, index) => imul(index + 1, maskStep));
const factors = Int32Array.from(
	{ length: size },
	(_, index) => (imul(index + 1, factorStep) ^ 0x5bd1e995) | 1,
);

/** A summary of a set of numbers (MinHash). The more numbers two sets share, the more likely are equal bands. */
export interface Signature {
	clear: () => void;
	add: (hash: number) => void;
	/** A number for one band. Of 100 pairs that share 80 %, 93 have at least one equal band. */
	band: (index: number) => number;
}

export function createSignature(): Signature {
	const least = new Int32Array(size);
	return {
		clear: () => void least.fill(0x7fffffff),
		add(hash) {
			for (let index = 0; index < size; index++) {
				const value = imul(hash ^ (masks[index] ?? 0), factors[index] ?? 1);
				if (value < (least[index] ?? 0)) least[index] = value;
			}
		},
		band(index) {
			let bits = index;
			for (let row = 0; row < rowsPerBand; row++) {
				bits = imul(bits ^ (least[index * rowsPerBand + row] ?? 0), maskStep);
				bits ^= bits >>> 15;
			}
			return bits;
		},
	};
}
