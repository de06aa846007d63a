/** The outcomes of recent calls, and the most likely cause of the throttled ones. */

/** A call that was sent. */
export interface Call {
	/** Counts up from 1 over all calls of a limiter. */
	readonly number: number;
	/** Milliseconds. */
	readonly sentAt: number;
	/** Other calls in flight at that time. */
	readonly others: number;
	/** Throttled calls that had ended by then. */
	readonly throttledBefore: number;
}

/**
 * Why calls are throttled:
 *
 * - `load`: the service throttles calls above a number in flight, `limit`.
 * - `time`: the service throttles all `count` calls since `first`: a quota is used up, or there is an outage. Before, it
 *   throttled the share `chance`.
 * - `chance`: neither. Throttled calls are spread over all loads and times.
 */
export type Cause =
	| { kind: 'load'; limit: number }
	| { kind: 'time'; first: Call; count: number; chance: number }
	| { kind: 'chance' };

export interface RecentCalls {
	sent(call: Call): void;
	/** The service accepted a call. */
	accepted(call: Call): void;
	throttled(call: Call): void;
	/** Calls that the service was already processing when it received this one. */
	loadOf(call: Call): number;
	/** @param isQuotaLikely whether the service has used a quota before: then it takes less evidence for another time */
	cause(isQuotaLikely: boolean): Cause;
	/** Ignores the throttled calls that a limit of the load explains. */
	explain(limit: number): void;
	/** Ignores the calls throttled since one of them, and the loads of all calls so far. */
	reopen(first: number): void;
	/** Ignores the calls throttled since one of them. */
	explainSince(first: number): void;
}

interface Entry {
	call: Call;
	/** Undefined until it is known. */
	isThrottled: boolean | undefined;
	isExplained: boolean;
}

/** A call whose outcome is known. */
interface Outcome {
	entry: Entry;
	load: number;
	isThrottled: boolean;
}

const mostEntries = 96;
/** Fewer throttled calls have no cause but chance. */
const minimumThrottled = 4;
/** By how much a cause must raise the log-likelihood over chance: e^10 is about 22,000 times. */
const decisive = 10;
/** The same for a quota that was used up before. */
const convincing = 3;
/** By chance a service throttles no larger share of the calls. */
const highestChance = 0.7;
const commonChance = 0.3;

/**
 * Compares three explanations of the last calls by their likelihood. Each splits the calls into two groups, with a share of
 * throttled calls in each: by load, by time, or not at all.
 *
 * The service returns 429 at once, and a response later. So a call in flight counts as accepted if a later call was throttled.
 */
export function createRecentCalls(): RecentCalls {
	let entries: Entry[] = [];
	let lastThrottled = 0;
	let throttledInAll = 0;
	/** The loads of calls up to this number don't count. */
	let reopenedAfter = 0;

	function find({ number }: Call): Entry | undefined {
		const [oldest] = entries;
		return oldest && entries[number - oldest.call.number];
	}

	function outcomes(): Outcome[] {
		let earlier = throttledInAll - entries.filter(({ isThrottled }) => isThrottled).length;
		const known: Outcome[] = [];
		for (const entry of entries) {
			const { call, isThrottled, isExplained } = entry;
			const load = Math.max(0, call.others - Math.max(0, earlier - call.throttledBefore));
			if (isThrottled) earlier += 1;
			const isKnown = isThrottled !== undefined || call.number < lastThrottled;
			if (isExplained || !isKnown) continue;
			known.push({ entry, load: call.number > reopenedAfter ? load : 0, isThrottled: isThrottled ?? false });
		}
		return known.slice(-mostEntries);
	}

	function explainSince(first: number): void {
		for (const entry of entries)
			if (entry.isThrottled && entry.call.number >= first) entry.isExplained = true;
	}

	return {
		sent(call) {
			entries.push({ call, isThrottled: undefined, isExplained: false });
			if (entries.length > 4 * mostEntries) entries = entries.slice(-2 * mostEntries);
		},
		accepted(call) {
			const entry = find(call);
			if (entry) entry.isThrottled = false;
		},
		throttled(call) {
			throttledInAll += 1;
			lastThrottled = Math.max(lastThrottled, call.number);
			const entry = find(call);
			if (entry) entry.isThrottled = true;
		},
		loadOf(call) {
			const notBefore = entries.filter((one) => one.isThrottled && one.call.number >= call.number).length;
			return Math.max(0, call.others - Math.max(0, throttledInAll - notBefore - call.throttledBefore));
		},
		cause(isQuotaLikely) {
			const known = outcomes();
			const all = groupOf(known);
			const byChance = logLikelihood(all, highestChance) - rarity(all);
			const byLoad = all.throttled < minimumThrottled ? undefined : splitByLoad(known);
			const byTime = splitByTime(known, isQuotaLikely ? 1 : minimumThrottled);
			const timeGain = (byTime?.likelihood ?? -Infinity) - byChance - (isQuotaLikely ? convincing : decisive);
			const loadGain = (byLoad?.likelihood ?? -Infinity) - byChance - decisive;
			if (byLoad && loadGain > 0 && loadGain >= timeGain) return { kind: 'load', limit: byLoad.limit };
			return byTime && timeGain > 0
				? { kind: 'time', first: byTime.first, count: byTime.count, chance: byTime.chance }
				: { kind: 'chance' };
		},
		explain(limit) {
			for (const { entry, load, isThrottled } of outcomes())
				if (isThrottled && load >= limit) entry.isExplained = true;
		},
		explainSince,
		reopen(first) {
			explainSince(first);
			reopenedAfter = entries.at(-1)?.call.number ?? 0;
		},
	};
}

interface Group {
	accepted: number;
	throttled: number;
}

function groupOf(outcomes: readonly Outcome[]): Group {
	const throttled = outcomes.filter(({ isThrottled }) => isThrottled).length;
	return { accepted: outcomes.length - throttled, throttled };
}

/** The logarithm of a group's likelihood if each of its calls is throttled with the group's share, up to a highest share. */
function logLikelihood({ accepted, throttled }: Group, highestShare = 1): number {
	const share = Math.min(highestShare, throttled / (accepted + throttled || 1));
	const part = (count: number, probability: number) => (count === 0 ? 0 : count * Math.log(probability));
	return part(accepted, 1 - share) + part(throttled, share);
}

/** Services that throttle a large share of the calls by chance are rare. */
function rarity({ accepted, throttled }: Group): number {
	const share = Math.min(highestChance, throttled / (accepted + throttled || 1));
	return Math.max(0, share - commonChance) * 4;
}

function acceptedShare({ accepted, throttled }: Group): number {
	return accepted / (accepted + throttled || 1);
}

/** The most likely limit of the load: more calls are throttled from there on than below. */
function splitByLoad(known: readonly Outcome[]): { limit: number; likelihood: number } | undefined {
	const sorted = known.toSorted((one, other) => one.load - other.load);
	const all = groupOf(sorted);
	const below: Group = { accepted: 0, throttled: 0 };
	let best: { limit: number; likelihood: number } | undefined;
	for (const [index, { load, isThrottled }] of sorted.entries()) {
		if (load !== sorted[index - 1]?.load) {
			const above = { accepted: all.accepted - below.accepted, throttled: all.throttled - below.throttled };
			const likelihood = logLikelihood(below, highestChance) + logLikelihood(above);
			if (acceptedShare(above) < acceptedShare(below) / 3 && likelihood >= (best?.likelihood ?? -Infinity))
				best = { limit: load, likelihood };
		}
		below[isThrottled ? 'throttled' : 'accepted'] += 1;
	}
	return best;
}

/** All calls from one on are throttled. */
function splitByTime(
	known: readonly Outcome[],
	least: number,
): { first: Call; count: number; chance: number; likelihood: number } | undefined {
	const lastAccepted = known.findLastIndex(({ isThrottled }) => !isThrottled);
	const [first] = known.slice(lastAccepted + 1);
	const count = known.length - lastAccepted - 1;
	if (first === undefined || count < least) return undefined;
	const before = groupOf(known.slice(0, lastAccepted + 1));
	const chance = (before.throttled + 0.5) / (before.accepted + before.throttled + 1);
	return { first: first.entry.call, count, chance, likelihood: logLikelihood(before, highestChance) };
}
