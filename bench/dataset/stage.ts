import { join } from 'node:path';
import { startEmulator } from '../../emulator/api.ts';
import { serviceAccountCredential } from '../../scripts/demo/stage.ts';
import { temporaryFolder } from '../../test/n8n/leftovers.ts';
import { packPackage } from '../../test/n8n/package.ts';
import type { Postgres } from '../../test/n8n/postgres.ts';
import { startPostgres } from '../../test/n8n/postgres.ts';
import type { CredentialFile } from '../../test/n8n/rest.ts';
import type { Template } from '../../test/n8n/template.ts';
import { makeTemplate } from '../../test/n8n/template.ts';
import { postgresCredential } from '../../test/n8n/workflowFiles.ts';
import { fillRows } from './rows.ts';

/** The parts that all runs share. */
export interface Stage extends AsyncDisposable {
	postgres: Postgres;
	/** An n8n to copy, with this package installed as it is published. */
	template: Template;
	/** Opens the database with the rows. */
	rows: CredentialFile;
	account: CredentialFile;
	credentials: CredentialFile[];
}

/** @param count of rows */
export async function setStage(count: number): Promise<Stage> {
	await using started = new AsyncDisposableStack();
	const folder = temporaryFolder('bench');
	started.defer(() => folder.remove());
	const postgres = await startPostgres();
	started.defer(async () => await postgres.stop());
	const template = await makeTemplate(postgres, join(folder.path, 'user'), await packPackage(folder.path));
	const database = await postgres.createDatabase('rows');
	await fillRows(database, count);
	// The node requires a credential but sends no requests to build a dataset.
	const emulator = await startEmulator();
	started.defer(async () => await emulator.close());
	const [rows, account] = [postgresCredential(database), serviceAccountCredential(emulator)];
	const stop = started.move();
	return {
		postgres,
		template,
		rows,
		account,
		credentials: [rows, account],
		[Symbol.asyncDispose]: async () => await stop.disposeAsync(),
	};
}
