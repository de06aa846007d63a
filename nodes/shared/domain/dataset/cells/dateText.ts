import { isDate } from './classOf';

const isoDate =
	/^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s?(Z|[+-]\d{2}(?::?\d{2})?)?)?$/i;
const serial = /^\d{1,7}(?:\.\d+)?$/;

const msPerDay = 86_400_000;
/** Day 0 of Google Sheets, and of Excel for all days from March 1900 on. */
const serialOrigin = Date.UTC(1899, 11, 30);
/** 18 March 1908. What is below is a year or a count rather than a day, and to March 1900 Excel and Google Sheets count otherwise. */
const firstSerial = 3_000;
/** 31 December 9999, the last day Excel knows. */
const lastSerial = 2_958_465;
/** Numbers from here on, 3 March 1973, are milliseconds since 1970. */
const firstMilliseconds = 1e11;

/**
 * A date as ISO 8601 in UTC: `2026-03-01`, or with a time of day `2026-03-01T14:30:00.000Z`. What says no time zone is UTC. Dates,
 * ISO 8601 and its kin in databases, serial days of Excel and Google Sheets from March 1908 on and milliseconds since 1970 are understood; `3/1/2026`,
 * which is March to some and January to others, is not. Undefined when it is no date.
 */
export function dateText(value: unknown): string | undefined {
	const time = isDate(value) ? atMidnight(value) : timeOf(value);
	if (time === undefined || !Number.isFinite(time) || Math.abs(time) > 8.64e15) return undefined;
	const text = new Date(time).toISOString();
	return text.endsWith('T00:00:00.000Z') ? text.slice(0, -'T00:00:00.000Z'.length) : text;
}

/** Some databases' days arrive as midnight of the place where this runs. */
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
	// A day's fraction is not exact to the millisecond.
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

/** 31 February would be taken for 3 March. */
function isDay(day: string): boolean {
	const midnight = Date.parse(`${day}T00:00:00Z`);
	return Number.isFinite(midnight) && new Date(midnight).toISOString().startsWith(day);
}
