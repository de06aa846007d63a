import { advice } from '../advice';
import type { TextCheck } from './textCheck';
import { traits } from './traits';

const emailSource =
	"[\\w.!#$%&'*+/=?^`{|}~-]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,62})\\.)+[A-Za-z]{2,24}\\b";
const email = new RegExp(emailSource);
const emails = new RegExp(emailSource, 'g');

/** With the country's code, or as North America writes them; numbers of other countries cannot be told from other numbers. */
const phoneSource =
	'(?<![\\w+.-])(?:\\+\\d{1,3}[ .\\-/]?(?:\\(\\d{1,5}\\)[ .\\-/]?)?\\d(?:[ .\\-/]?\\d){5,12}|(?:1[ .-])?(?:\\(\\d{3}\\) ?|\\d{3}[.-])\\d{3}[ .-]\\d{4})(?![\\w-])';
const phone = new RegExp(phoneSource);
const phones = new RegExp(phoneSource, 'g');

const cards = /(?<![\d.-])[2-6]\d{3}(?:[ -]?\d){8,14}\d(?![\d-])/g;

/** How the numbers of Visa, Mastercard, American Express, Diners Club, JCB, Discover and UnionPay begin, and how long they are. */
const issued =
	/^(?:4\d{12}(?:\d{3}){0,2}|5[1-5]\d{14}|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12}|3[47]\d{13}|3(?:0[0-5]|[689]\d)\d{11}|35(?:2[89]|[3-8]\d)\d{12}|6(?:011|5\d\d|4[4-9]\d)\d{12,15}|62\d{14,17})$/;

function isCard(found: string): boolean {
	const digits = found.replace(/\D/g, '');
	return issued.test(digits) && passesLuhn(digits);
}

/** Whether the last digit is the check digit of the others (ISO/IEC 7812), as on every payment card. */
function passesLuhn(digits: string): boolean {
	let sum = 0;
	for (let index = 0; index < digits.length; index++) {
		const digit = Number(digits[digits.length - 1 - index]);
		sum += index % 2 === 0 ? digit : digit > 4 ? digit * 2 - 9 : digit * 2;
	}
	return sum % 10 === 0;
}

/** Findings name the rows, never what stands there. */
function personal(
	needs: number,
	what: string,
	finds: TextCheck['finds'],
	mend: (text: string) => string,
): TextCheck {
	return {
		check: 'personalData',
		needs,
		finds,
		mend,
		tell: (subject, rows, action) =>
			`${subject} holds what looks like ${what} in ${rows}. ${advice(action, 'Take it out unless the model is to learn it.', `'[${what.replace(/^an? /, '')}]' was put in its place.`)}`,
	};
}

export const personalData: readonly TextCheck[] = [
	personal(
		traits.at,
		'an e-mail address',
		(text) => email.test(text),
		(text) => text.replace(emails, '[e-mail address]'),
	),
	personal(
		traits.digits,
		'a card number',
		(text) => text.match(cards)?.some(isCard) ?? false,
		(text) => text.replace(cards, (found) => (isCard(found) ? '[card number]' : found)),
	),
	personal(
		traits.digits,
		'a phone number',
		(text) => phone.test(text),
		(text) => text.replace(phones, '[phone number]'),
	),
];
