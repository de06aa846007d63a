import { isDate } from './classOf';

const isoDate =
	/^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s?(Z|[+-]\d{2}(?::?\d{2})?)?)?$/i;
const serial = /^\d{1,7}(?:\.\d+)?$/;

const msPerDay = 86_400_000;
/** Day 0 of Google Sheets, and of Excel for all days from March 1900 on. */
const serialOrigin = Date.UTC(1899, 11, 30);
/** March 18, 1908. Smaller numbers are probably years or counts, and Excel and Google Sheets differ until March 1900. */
const firstSerial = 3_000;
/** December 31, 9999, Excel's last day. */
const lastSerial = 2_958_465;
/** March 3, 1973. Numbers from here on are milliseconds since 1970. */
const firstMilliseconds = 1e11;

/**
 * A date as ISO 8601 in UTC: `2026-03-01`, or with a time of day `2026-03-01T14:30:00.000Z`. Without a time zone, it is UTC.
 * Supports dates, ISO 8601 and similar formats of databases, serial days of Excel and Google Sheets from March 1908 on, and
 * milliseconds since 1970. Doesn't support `3/1/2026`, which can be in March or in January. Undefined for other values.
 */
export function dateText(value: unknown): string | undefined {
	const time = isDate(value) ? atMidnight(value) : timeOf(value);
	if (time === undefined || !Number.isFinite(time) || Math.abs(time) > 8.64e15) return undefined;
	const text = new Date(time).toISOString();
	return text.endsWith('T00:00:00.000Z') ? text.slice(0, -'T00:00:00.000Z'.length) : text;
}

/** Days of some databases arrive as midnight in the local time zone. */
function atMidnight(date: Date): number {
	const isUtcMidnight = date.getTime() % msPerDay === 0;
	const isMidnight =
		date.getHours() + date.getMinutes() + date.getSeconds() + date.getMilliseconds() === 0 && !isUtcMidnight;
	return isMidnight ? Date.UTC(date.getFullYear(), date.getMonth(), date.getDate()) : date.getTime();
}

function timeOf(value: unknown): number | undefined {
	if (typeof value === 'number') return fromNumber(value);
	if (typeof value !== 'string') return undefined;
	const text = value.trim();
	return serial.test(text) ? fromNumber(Number(text)) : fromIso(text);
}

function fromNumber(value: number): number | undefined {
	if (value >= firstMilliseconds) return Math.round(value);
	// A fraction of a day isn't exact to the millisecond.
	return value >= firstSerial && value < lastSerial + 1
		? serialOrigin + Math.round(value * msPerDay)
		: undefined;
}

function fromIso(text: string): number | undefined {
	const [, day, time = '00:00', seconds = '00', fraction = '', zone = 'Z'] = isoDate.exec(text) ?? [];
	if (day === undefined) return undefined;
	const [, sign, hours, minutes = '00'] = /^([+-])(\d{2}):?(\d{2})?$/.exec(zone) ?? [];
	const offset = sign === undefined ? 'Z' : `${sign}${hours}:${minutes}`;
	const milliseconds = fraction.slice(0, 3).padEnd(3, '0');
	return isDay(day) ? Date.parse(`${day}T${time}:${seconds}.${milliseconds}${offset}`) : undefined;
}

/** `Date` reads February 31 as March 3. */
function isDay(day: string): boolean {
	const midnight = Date.parse(`${day}T00:00:00Z`);
	return Number.isFinite(midnight) && new Date(midnight).toISOString().startsWith(day);
}
