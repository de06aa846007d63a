/**
 * A 64-bit hash of texts that allocates no memory. It gives the same result on every machine and in every version, because the split
 * and the comparison with earlier data depend on it. Not for secrets.
 */
export interface Hasher {
	reset: () => void;
	/** Adds a text. The boundaries between texts change the hash. */
	add: (text: string) => void;
	/** An integer of 32 bits. */
	addNumber: (value: number) => void;
	/** Signed, 32 bits each. */
	low: () => number;
	high: () => number;
}

const { imul } = Math;
const [lowSeed, highSeed] = [0x9e3779b9, 0x85ebca6b];
const [lowFactor, highFactor] = [0x9e3779b1, 0x5f356495];

export function createHasher(): Hasher {
	let [low, high] = [lowSeed | 0, highSeed | 0];

	function finish(one: number, other: number): void {
		low = mixed(one ^ (other >>> 7));
		high = mixed(other ^ (one >>> 11));
	}

	return {
		reset() {
			low = lowSeed | 0;
			high = highSeed | 0;
		},
		add(text) {
			const { length } = text;
			let one = imul(low ^ length, lowFactor);
			let other = imul(high ^ length, highFactor);
			for (let index = 0; index < length; index++) {
				const unit = text.charCodeAt(index);
				one = imul(one ^ unit, lowFactor);
				other = imul((other ^ unit) + (one >>> 17), highFactor);
			}
			finish(one, other);
		},
		addNumber: (value) => finish(imul(low ^ value, lowFactor), imul(high ^ value, highFactor)),
		low: () => low,
		high: () => high,
	};
}

/** Makes each bit of a number depend on all others (MurmurHash3's last step, public domain). */
function mixed(value: number): number {
	let bits = value;
	bits = imul(bits ^ (bits >>> 16), 0x85ebca6b);
	bits = imul(bits ^ (bits >>> 13), 0xc2b2ae35);
	return bits ^ (bits >>> 16);
}
