const msPerDay = 86_400_000;
const origin = Date.UTC(1899, 11, 30);
/** March 1, 1900. From this day on, Excel's count is one day higher. */
const firstOfMarch = 61;

const dateAndTime = /^(\d{4})-(\d{2})-(\d{2})(?:T(.+))?$/;
const timeOfDay = /^T?(\d{1,2}):(\d{2})(?::(\d{2}(?:\.\d+)?))?Z?$/;
const duration = /^(-?)P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/;

/** An ISO 8601 value as Excel's number of days since 1900, and its own form. */
export interface IsoDays {
	days: number;
	date: boolean;
	elapsed: boolean;
}

/** Reads `2026-03-01`, `2026-03-01T14:30:00`, `14:30:00` and `PT36H30M0S`. Undefined for other texts. */
export function isoDays(text: string): IsoDays | undefined {
	const [, sign, days = '0', hours, minutes, seconds] = duration.exec(text) ?? [];
	if (sign !== undefined) {
		const amount = Number(days) + dayShare(hours, minutes, seconds);
		return { days: sign === '-' ? -amount : amount, date: false, elapsed: true };
	}
	const [, year, month, day, time] = dateAndTime.exec(text) ?? [];
	const share = shareOf(time ?? (year === undefined ? text : '00:00'));
	if (share === undefined) return undefined;
	if (year === undefined) return { days: share, date: false, elapsed: false };
	const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
	// `Date` turns February 31 into March 3.
	if (date.getUTCMonth() !== Number(month) - 1) return undefined;
	const count = Math.round((date.getTime() - origin) / msPerDay);
	// Writers disagree on day 0: it is December 30 or 31, 1899.
	const whole = count === 0 || count >= firstOfMarch ? count : count - 1;
	return { days: whole + share, date: true, elapsed: false };
}

function shareOf(time: string): number | undefined {
	const [, hours, minutes, seconds] = timeOfDay.exec(time) ?? [];
	return hours === undefined ? undefined : dayShare(hours, minutes, seconds);
}

function dayShare(hours = '0', minutes = '0', seconds = '0'): number {
	return (Number(hours) * 3_600 + Number(minutes) * 60 + Number(seconds)) / 86_400;
}
