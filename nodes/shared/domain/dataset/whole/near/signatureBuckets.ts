/** Entries per bucket. With more, the time would no longer be linear in the number of rows. */
const mostPerBucket = 4;

/** Numbers by key, a few per key. */
export interface Buckets {
	/** The first matching entry with the key, or -1. */
	find: (key: number, isMatch: (entry: number) => boolean) => number;
	add: (key: number, entry: number) => void;
}

/** @param capacity maximum number of entries */
export function createBuckets(capacity: number): Buckets {
	const mask = 2 ** Math.ceil(Math.log2(capacity * 1.5 + 2)) - 1;
	const keys = new Int32Array(mask + 1);
	/** Plus one; 0 for a free place. */
	const entries = new Int32Array(mask + 1);
	return {
		find(key, isMatch) {
			let seen = 0;
			for (let place = key & mask; seen < mostPerBucket; place = (place + 1) & mask) {
				const entry = (entries[place] ?? 0) - 1;
				if (entry < 0) return -1;
				if (keys[place] !== key) continue;
				if (isMatch(entry)) return entry;
				seen++;
			}
			return -1;
		},
		add(key, entry) {
			let place = key & mask;
			let seen = 0;
			for (; (entries[place] ?? 0) !== 0; place = (place + 1) & mask)
				if (keys[place] === key && ++seen === mostPerBucket) return;
			keys[place] = key;
			entries[place] = entry + 1;
		},
	};
}
