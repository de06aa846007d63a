/** A reusable set of numbers. Clearing it takes constant time. */
export interface HashSet {
	clear: () => void;
	/** Returns whether the number is new. */
	add: (hash: number) => boolean;
	has: (hash: number) => boolean;
}

/** At most half full, so that searches are short. */
const roomPerEntry = 2;

export function createHashSet(): HashSet {
	let values = new Int32Array(4_096);
	/** The round in which each place was used. Places of other rounds are free. */
	let rounds = new Int32Array(values.length);
	let round = 1;
	let size = 0;

	/** The place of a number, or the free place for it. */
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
		add(hash) {
			if ((size + 1) * roomPerEntry > values.length) grow();
			return put(hash);
		},
		has: (hash) => rounds[placeOf(hash)] === round,
	};
}
