import type { Emulator } from '../../emulator/api.ts';
import { startEmulator } from '../../emulator/api.ts';
import { fillExampleTable } from '../../test/harness/exampleTable.ts';
import { temporaryFolder } from '../../test/harness/leftovers.ts';
import type { N8n } from '../../test/harness/n8n.ts';
import { startN8n } from '../../test/harness/n8n.ts';
import { installPackage, packPackage } from '../../test/harness/package.ts';
import { startPostgres } from '../../test/harness/postgres.ts';
import type { CredentialFile } from '../../test/harness/rest.ts';
import type { Api } from '../../test/harness/workflowFiles.ts';
import { postgresCredential } from '../../test/harness/workflowFiles.ts';

export interface Stage {
	/** The API of every node. */
	api: Api;
	emulator: Emulator;
	n8n: N8n;
	/** The credentials of every node. */
	credentials: CredentialFile[];
	/** Stops everything and removes its files. */
	close(): Promise<void>;
}

/** Speed of the emulator's time. A job of Vertex AI takes minutes even if its training takes seconds. */
const speeds: Readonly<Record<Api, number>> = { gemini: 1, vertex: 20 };

/** Starts Postgres with the examples, the emulator, and a real n8n with the packed package installed under its real name. */
export async function setStage(api: Api, say: (line: string) => void): Promise<Stage> {
	await using started = new AsyncDisposableStack();
	const folder = temporaryFolder('demo');
	started.defer(() => folder.remove());
	say('Building and packing n8n-nodes-gemini-tuning');
	await installPackage(folder.path, await packPackage(folder.path));
	say('Starting Postgres and filling the table number_examples');
	const postgres = await startPostgres();
	started.defer(() => postgres.stop());
	const examples = await postgres.createDatabase('examples');
	await fillExampleTable(examples);
	say('Starting the emulator of Google');
	const emulator = await startEmulator({ clock: { speed: speeds[api] } });
	started.defer(() => emulator.close());
	say('Starting n8n');
	const n8n = await startN8n({ database: await postgres.createDatabase('n8n'), userFolder: folder.path });
	started.defer(() => n8n.stop());
	const credentials = [postgresCredential(examples), serviceAccountCredential(emulator)];
	await n8n.rest.importCredentials(credentials);
	const everything = started.move();
	return { api, emulator, n8n, credentials, close: () => everything.disposeAsync() };
}

/** A service account of the emulator's; every Google API is redirected to the emulator. */
export function serviceAccountCredential({ url, serviceAccountKey }: Emulator): CredentialFile {
	return {
		id: 'gemini',
		name: 'Gemini Tuning Google Auth account',
		type: 'geminiTuningGoogleAuthApi',
		data: {
			method: 'serviceAccountKey',
			privateKeyJson: JSON.stringify(serviceAccountKey),
			projectId: serviceAccountKey.project_id,
			apiEndpoint: url,
		},
	};
}
