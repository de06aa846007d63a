const { imul } = Math;

/** Bands of a signature; two examples that agree in one of them are compared. */
export const bands = 5;
const rowsPerBand = 4;
const size = bands * rowsPerBand;

const [maskStep, factorStep] = [0x9e3779b9, 0x6c62272e];
const masks = Int32Array.from({ length: size }, (_, index) => imul(index + 1, maskStep));
const factors = Int32Array.from(
	{ length: size },
	(_, index) => (imul(index + 1, factorStep) ^ 0x5bd1e995) | 1,
);

/** Made of the numbers of a set; sets that share most of their numbers have equal parts, the more the likelier (MinHash). */
export interface Signature {
	clear: () => void;
	add: (hash: number) => void;
	/** A number for one band; 93 of 100 pairs that share 80 % agree in one band or more. */
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
