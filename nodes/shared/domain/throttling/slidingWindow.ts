/** Sliding window of one minute: keeps requests or tokens below a cap in any minute. */

export interface SlidingWindow {
	add(now: number, amount: number): void;
	/**
	 * Corrects an amount. A negative correction applies to the slot of the amount; a positive one counts from now.
	 *
	 * @param then time of the `add`
	 * @param amount actual amount minus the added one
	 */
	correct(then: number, now: number, amount: number): void;
	/** When an amount fits below the cap. An amount above the cap fits into an empty window. */
	nextAt(now: number, amount: number, cap: number): number;
}

interface Slot {
	/** Slots between time 0 and this one. */
	index: number;
	amount: number;
}

const windowMs = 60_000;
const slotMs = 100;
/** Twice the slots of a window. */
const mostSlots = (2 * windowMs) / slotMs;

/** Counts in slots of 100 milliseconds. A slot leaves the window one minute after its end. Times are in milliseconds. */
export function createSlidingWindow(): SlidingWindow {
	let slots: Slot[] = [];
	let sum = 0;

	function removeOld(now: number): void {
		const firstKept = slots.findIndex(({ index }) => leavesAt(index) > now);
		const removed = firstKept === -1 ? slots.length : firstKept;
		for (const { amount } of slots.slice(0, removed)) sum -= amount;
		slots = slots.slice(removed);
	}

	function add(now: number, amount: number): void {
		const index = Math.floor(now / slotMs);
		const last = slots.at(-1);
		if (last?.index === index) last.amount += amount;
		else slots.push({ index, amount });
		sum += amount;
		// Without a cap, nothing calls `nextAt`, which removes old slots otherwise.
		if (slots.length > mostSlots) removeOld(now);
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
			if (sum + amount > cap) removeOld(now);
			let left = sum;
			for (const slot of slots) {
				if (left + amount <= cap) break;
				left -= slot.amount;
				if (left + amount <= cap || left <= 0) return leavesAt(slot.index);
			}
			return now;
		},
	};
}

function leavesAt(index: number): number {
	return (index + 1) * slotMs + windowMs;
}
