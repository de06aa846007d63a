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

/**
 * Installs the package into n8n's user folder. Returns environment variables for n8n; `defer` takes what the end of the stage
 * must undo.
 */
export type Install = (
	userFolder: string,
	say: (line: string) => void,
	defer: (undo: () => Promise<void> | void) => void,
) => Promise<Record<string, string>>;

/** Speed of the emulator's time. A job of Vertex AI takes minutes even if its training takes seconds. */
const speeds: Readonly<Record<Api, number>> = { gemini: 1, vertex: 20 };

/** Installs the built and packed package. */
const packed: Install = async (userFolder, say) => {
	say('Building and packing n8n-nodes-gemini-tuning');
	await installPackage(userFolder, await packPackage(userFolder));
	return {};
};

/** Starts Postgres with the examples, the emulator, and a real n8n with the package installed under its real name. */
export async function setStage(
	api: Api,
	say: (line: string) => void,
	install: Install = packed,
): Promise<Stage> {
	await using started = new AsyncDisposableStack();
	const folder = temporaryFolder('demo');
	started.defer(() => folder.remove());
	const env = await install(folder.path, say, (undo) => started.defer(undo));
	say('Starting Postgres and filling the table number_examples');
	const postgres = await startPostgres();
	started.defer(() => postgres.stop());
	const examples = await postgres.createDatabase('examples');
	await fillExampleTable(examples);
	say('Starting the emulator of Google');
	const emulator = await startEmulator({ clock: { speed: speeds[api] } });
	started.defer(() => emulator.close());
	say('Starting n8n');
	const database = await postgres.createDatabase('n8n');
	const n8n = await startN8n({ database, userFolder: folder.path, env });
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
