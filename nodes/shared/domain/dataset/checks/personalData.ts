import type { Check, TextCheck } from '../check';
import { advice } from '../check';
import { traits } from '../texts/traits';

const emailSource =
	"[\\w.!#$%&'*+/=?^`{|}~-]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,62})\\.)+[A-Za-z]{2,24}\\b";
const email = new RegExp(emailSource);
const emails = new RegExp(emailSource, 'g');

/** With a country code, or in North America's format. Numbers in other formats can't be distinguished from other digits. */
const phoneSource =
	'(?<![\\w+.-])(?:\\+\\d{1,3}[ .\\-/]?(?:\\(\\d{1,5}\\)[ .\\-/]?)?\\d(?:[ .\\-/]?\\d){5,12}|(?:1[ .-])?(?:\\(\\d{3}\\) ?|\\d{3}[.-])\\d{3}[ .-]\\d{4})(?![\\w-])';
const phone = new RegExp(phoneSource);
const phones = new RegExp(phoneSource, 'g');

const cards = /(?<![\d.-])[2-6]\d{3}(?:[ -]?\d){8,14}\d(?![\d-])/g;

/** Prefixes and lengths of card numbers of Visa, Mastercard, American Express, Diners Club, JCB, Discover and UnionPay. */
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

/** Messages never repeat the text. */
function personal(
	bits: number,
	what: string,
	finds: TextCheck['finds'],
	fix: (text: string) => string,
): TextCheck {
	return {
		step: 'content',
		traits: bits,
		finds,
		fix,
		message: (subject, rows, action) =>
			`${subject} seems to contain ${what} in ${rows}. ${advice(action, "Remove it if the model shouldn't learn it.", `It was replaced with '[${what.replace(/^an? /, '')}]'.`)}`,
	};
}

export const personalData: Check = {
	title: 'Personal Data',
	description: 'Texts that look like an email address, a phone number or a card number',
	actions: ['stop', 'drop', 'fix', 'report', 'off'],
	default: 'report',
	isPrivate: true,
	texts: [
		personal(
			traits.at,
			'an email address',
			(text) => email.test(text),
			(text) => text.replace(emails, '[email address]'),
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
	],
};
