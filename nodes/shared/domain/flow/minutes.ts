/** What was sent within the last minute, to keep below a cap. */

export interface Minutes {
	add(now: number, amount: number): void;
	/**
	 * Corrects what was added. What there was too much of it leaves the minute with it; what there was too little of counts from now.
	 *
	 * @param then when it was added
	 */
	correct(then: number, now: number, amount: number): void;
	/** When an amount fits below the cap; one that is above it by itself fits when nothing else was sent. */
	nextAt(now: number, amount: number, cap: number): number;
}

interface Slot {
	/** Begins at this many slots since time 0. */
	index: number;
	amount: number;
}

const minuteMs = 60_000;
const slotMs = 100;
/** Twice as many as there are in a minute. */
const mostSlots = (2 * minuteMs) / slotMs;

/** Counts in slots of a tenth of a second; a slot counts until the whole of it is a minute ago. */
export function createMinutes(): Minutes {
	let slots: Slot[] = [];
	let sum = 0;

	function leave(now: number): void {
		const gone = slots.findIndex(({ index }) => endOf(index) > now);
		for (const { amount } of slots.slice(0, gone === -1 ? slots.length : gone)) sum -= amount;
		slots = gone === -1 ? [] : slots.slice(gone);
	}

	function add(now: number, amount: number): void {
		const index = Math.floor(now / slotMs);
		const last = slots.at(-1);
		if (last?.index === index) last.amount += amount;
		else slots.push({ index, amount });
		sum += amount;
		// Where nobody sets a cap, nobody asks.
		if (slots.length > mostSlots) leave(now);
	}

	return {
		add,
		correct(then, now, amount) {
			if (amount >= 0) return add(now, amount);
			const index = Math.floor(then / slotMs);
			const slot = slots.find((other) => other.index === index);
			if (slot === undefined) return;
			slot.amount += amount;
			sum += amount;
		},
		nextAt(now, amount, cap) {
			if (sum + amount > cap) leave(now);
			let left = sum;
			for (const slot of slots) {
				if (left + amount <= cap) break;
				left -= slot.amount;
				if (left + amount <= cap || left <= 0) return endOf(slot.index);
			}
			return now;
		},
	};
}

function endOf(index: number): number {
	return (index + 1) * slotMs + minuteMs;
}
