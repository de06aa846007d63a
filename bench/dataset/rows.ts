import { seededRandom } from '../../emulator/random.ts';
import type { Database } from '../../test/harness/postgres.ts';

const rowsAtOnce = 20_000;
const letters = ['b', 'd', 'f', 'g', 'k', 'l', 'm', 'n', 'p', 'r', 's', 't', 'v', 'z', 'ch', 'st'];
const vowels = ['a', 'e', 'i', 'o', 'u', 'ai', 'ou'];
const labels = ['billing', 'delivery', 'returns', 'account', 'complaint', 'praise', 'other'];

/** Fills the table `examples`: every row has about 400 bytes as JSON, and all runs have the same rows. */
export async function fillRows(database: Database, count: number): Promise<void> {
	await database.query('CREATE TABLE examples (id integer PRIMARY KEY, input text, output text)');
	const random = seededRandom(1);
	const words = Array.from({ length: 5_000 }, () => word(random));
	for (let first = 0; first < count; first += rowsAtOnce) {
		const rows = Array.from({ length: Math.min(rowsAtOnce, count - first) }, (_, index) => ({
			id: first + index,
			input: text(random, words, 310),
			output: `${labels[Math.floor(random() * labels.length)]}: ${text(random, words, 52)}`,
		}));
		await database.query(
			'INSERT INTO examples SELECT * FROM json_to_recordset($1) AS given(id integer, input text, output text)',
			[JSON.stringify(rows)],
		);
	}
}

function word(random: () => number): string {
	const syllable = () =>
		`${letters[Math.floor(random() * letters.length)]}${vowels[Math.floor(random() * vowels.length)]}`;
	return Array.from({ length: 1 + Math.floor(random() * 3) }, syllable).join('');
}

/** Few words are frequent and most are rare, as in any language. */
function text(random: () => number, words: string[], length: number): string {
	let made = '';
	while (made.length < length) made += `${words[Math.floor(words.length * random() ** 3)]} `;
	return `${made.trimEnd()}.`;
}
