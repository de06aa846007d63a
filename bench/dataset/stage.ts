import { join } from 'node:path';
import { startEmulator } from '../../emulator/api.ts';
import { serviceAccountCredential } from '../../scripts/demo/stage.ts';
import { temporaryFolder } from '../../test/harness/leftovers.ts';
import { packPackage } from '../../test/harness/package.ts';
import type { Postgres } from '../../test/harness/postgres.ts';
import { startPostgres } from '../../test/harness/postgres.ts';
import type { CredentialFile } from '../../test/harness/rest.ts';
import type { Template } from '../../test/harness/template.ts';
import { makeTemplate } from '../../test/harness/template.ts';
import { postgresCredential } from '../../test/harness/workflowFiles.ts';
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
