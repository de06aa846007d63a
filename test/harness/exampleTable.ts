import { tutorialRows } from '../fixtures/tutorial.ts';
import type { Database } from './postgres.ts';

/** Fills the table that the workflows of workflows/ read with the tutorial's rows. */
export async function fillExampleTable(database: Database): Promise<void> {
	await database.query('CREATE TABLE number_examples (id integer PRIMARY KEY, text_input text, output text)');
	await database.query(
		'INSERT INTO number_examples SELECT * FROM json_to_recordset($1) AS rows(id integer, text_input text, output text)',
		[JSON.stringify(tutorialRows)],
	);
}
