/** A set of numbers that is emptied at no cost and used again. */
export interface HashSet {
	clear: () => void;
	add: (hash: number) => boolean;
	has: (hash: number) => boolean;
}

/** Full to no more than a half, so that what is looked for is soon found. */
const roomPerEntry = 2;

export function createHashSet(): HashSet {
	let values = new Int32Array(4_096);
	/** In which round a place was taken; others are free. */
	let rounds = new Int32Array(values.length);
	let round = 1;
	let size = 0;

	/** The place of a number, or the free one where it would stand. */
	function placeOf(hash: number): number {
		let place = hash & (values.length - 1);
		while (rounds[place] === round && values[place] !== hash) place = (place + 1) & (values.length - 1);
		return place;
	}

	function put(hash: number): boolean {
		const place = placeOf(hash);
		if (rounds[place] === round) return false;
		values[place] = hash;
		rounds[place] = round;
		size++;
		return true;
	}

	function grow(): void {
		const [before, beforeRounds] = [values, rounds];
		values = new Int32Array(before.length * 2);
		rounds = new Int32Array(values.length);
		size = 0;
		before.forEach((hash, place) => beforeRounds[place] === round && put(hash));
	}

	return {
		clear() {
			round++;
			size = 0;
		},
		/** @returns whether it was not there yet */
		add(hash) {
			if ((size + 1) * roomPerEntry > values.length) grow();
			return put(hash);
		},
		has: (hash) => rounds[placeOf(hash)] === round,
	};
}
