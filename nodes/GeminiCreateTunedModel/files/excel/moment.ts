import { SheetCell } from '../../../shared/domain/dataset/cells/sheetCell';
import type { MomentFormat } from './numberFormat';

const msPerSecond = 1_000;
const msPerDay = 86_400_000;
/** Day 0 for dates from March 1900 on. Excel counts February 29, 1900, which didn't exist. */
const origin = Date.UTC(1899, 11, 30);
const leapDay = 60;
/** Days from Excel's default day 0 to day 0 of workbooks that count from 1904. */
const days1904 = 1_462;
/** The day after December 31, 9999. */
const endOfDays = 2_958_466;
const unshowable = new SheetCell('error', '########');

/**
 * Converts a number of days to the date, time of day or duration that its format shows. Excel shows `########` for a negative date or
 * time and for one after 9999; such a cell is an error.
 */
export function momentCell(value: number, format: MomentFormat, is1904: boolean): SheetCell {
	if (format.elapsed) return new SheetCell('time', clockText(value, format));
	if (value < 0) return unshowable;
	if (!format.date || (!is1904 && value > 0 && value < 1))
		return new SheetCell('time', clockText(timeOfDay(value, format), format));
	const days = is1904 ? value + days1904 : value;
	return days < endOfDays ? new SheetCell('date', dayText(days)) : unshowable;
}

/** ISO 8601 in the form of `dateText`. Dates keep fractions of a second, like those of databases. */
function dayText(days: number): string {
	const ms = wholeSeconds(Math.round(days * msPerDay));
	const day = Math.floor(ms / msPerDay);
	const time = new Date(ms % msPerDay).toISOString().slice('1970-01-01'.length);
	const rest = time === 'T00:00:00.000Z' ? '' : time;
	if (day === 0 || day === leapDay) return `1900-${day === 0 ? '01-00' : '02-29'}${rest}`;
	const date = new Date(origin + (day < leapDay ? day + 1 : day) * msPerDay);
	return date.toISOString().slice(0, '1970-01-01'.length) + rest;
}

/** Excel stores 14:30:00 as a fraction of a day that can be 14:29:59.9999999. */
function wholeSeconds(ms: number): number {
	const second = Math.round(ms / msPerSecond) * msPerSecond;
	return Math.abs(ms - second) <= 1 ? second : ms;
}

/** Days of a time of day; a time that rounds to midnight is midnight. */
function timeOfDay(value: number, { fractions }: MomentFormat): number {
	const unit = msPerDay / (fractions ? 1 : msPerSecond);
	return (Math.round(value * unit) % unit) / unit;
}

/** `08:00`; with seconds if the format shows them or they aren't zero. */
function clockText(days: number, { seconds: showsSeconds, fractions }: MomentFormat): string {
	const exact = Math.round(Math.abs(days) * msPerDay);
	const ms = fractions ? wholeSeconds(exact) : Math.round(exact / msPerSecond) * msPerSecond;
	const two = (amount: number) => String(Math.floor(amount)).padStart(2, '0');
	const minutes = ms / 60_000;
	const seconds = (ms / msPerSecond) % 60;
	const fraction = ms % msPerSecond === 0 ? '' : `.${String(ms % msPerSecond).padStart(3, '0')}`;
	const end = showsSeconds || seconds > 0 ? `:${two(seconds)}${fraction}` : '';
	return `${days < 0 && ms > 0 ? '-' : ''}${two(minutes / 60)}:${two(minutes % 60)}${end}`;
}

/** March 1, 1900. From this day on, Excel's count is one day higher. */
const firstOfMarch = 61;

const dateAndTime = /^(\d{4})-(\d{2})-(\d{2})(?:T(.+))?$/;
const clockTime = /^T?(\d{1,2}):(\d{2})(?::(\d{2}(?:\.\d+)?))?Z?$/;
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
	const [, hours, minutes, seconds] = clockTime.exec(time) ?? [];
	return hours === undefined ? undefined : dayShare(hours, minutes, seconds);
}

function dayShare(hours = '0', minutes = '0', seconds = '0'): number {
	return (Number(hours) * 3_600 + Number(minutes) * 60 + Number(seconds)) / 86_400;
}
