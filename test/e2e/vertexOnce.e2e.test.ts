/**
 * One paid job and one dataset at Vertex AI, even if several n8n processes run at once, are killed, or miss Google's
 * responses.
 */
import type { Emulator } from '../../emulator/api.ts';
import { startEmulator } from '../../emulator/api.ts';
import { ensureBucket } from '../../nodes/shared/google/vertex/storage/buckets.ts';
import {
	bucketUrl,
	listObjectsResponse,
	read,
} from '../../nodes/shared/google/vertex/storage/storageCalls.ts';
import { serviceAccountCredential } from '../../scripts/demo/stage.ts';
import { storageAt, vertexBackendAt } from '../vertexClient.ts';
import { endToEnd } from '../harness/endToEnd.ts';
import { fillExampleTable } from '../harness/exampleTable.ts';
import type { CredentialFile, N8n, Place } from '../harness/harness.ts';
import { copyTemplate, errorOf, itemsOf, startN8n, until } from '../harness/harness.ts';
import { postgresCredential, readWorkflow } from '../harness/workflowFiles.ts';

const bucket = 'once-bucket';
const creation = 'postgres-to-tuned-model';
const tenMinutes = 600_000;

/** An n8n that a test may kill and start again on its data. */
interface Server {
	place: Place;
	n8n: N8n;
}

let emulator: Emulator;
let rows: CredentialFile;
const servers: Server[] = [];

beforeAll(async () => {
	const { postgres, template } = endToEnd();
	const examples = await postgres.createDatabase(`once_${process.pid}`);
	await fillExampleTable(examples);
	rows = postgresCredential(examples);
	for (let count = 0; count < 2; count += 1) {
		const place = await copyTemplate(postgres, template);
		servers.push({ place, n8n: await startN8n(place) });
	}
});

afterAll(async () => {
	for (const { n8n, place } of servers) {
		await n8n.kill();
		place.remove();
	}
});

beforeEach(async () => {
	emulator = await startEmulator({ jobQuota: { concurrentJobs: 20 } });
	await ensureBucket(storageAt(emulator), bucket, { project: emulator.project, location: 'us-central1' });
	const credentials = [rows, serviceAccountCredential(emulator)];
	const workflow = readWorkflow(creation, { credentials });
	const node = workflow.nodes.find(({ name }) => name === 'Create Tuned Model');
	Object.assign(node?.parameters ?? {}, { bucket: { __rl: true, mode: 'name', value: bucket } });
	for (const { n8n } of servers) {
		await n8n.rest.importCredentials(credentials);
		await n8n.rest.importWorkflows([workflow]);
	}
});

afterEach(async () => await emulator.close());

/** Kills n8n with -9 and starts it again on its data. */
async function killAndRestart(server: Server): Promise<N8n> {
	await server.n8n.kill();
	server.n8n = await startN8n(server.place);
	return server.n8n;
}

async function left(): Promise<{ jobs: string[]; datasets: string[] }> {
	const storage = storageAt(emulator);
	const listed = await storage.raw({ method: 'GET', url: `${bucketUrl(storage.origin, bucket)}/o` });
	const names = read(listed, listObjectsResponse).items.map(({ name }) => name);
	const { items } = await vertexBackendAt(emulator).list();
	return {
		jobs: items.map(({ name }) => name ?? ''),
		datasets: names.filter((name) => name.includes('/datasets/')),
	};
}

const posts = () =>
	emulator.requests.list().filter(({ method, path }) => method === 'POST' && path.endsWith('/tuningJobs'));

test('twenty concurrent creations from two n8n processes, with responses lost at random', async () => {
	for (const [seed, kind] of (['lost', 'reset', 'cut'] as const).entries()) {
		emulator.faults.add({ kind, probability: 0.05, seed, match: { path: '^/(?!token)' } });
	}
	const running = await Promise.all(
		Array.from({ length: 10 }, () => servers)
			.flat()
			.map(async ({ n8n }) => ({ n8n, id: await n8n.rest.startWorkflow(creation.slice(0, 21), 'Start') })),
	);
	const executions = await Promise.all(
		running.map(
			async ({ n8n, id }) =>
				await until(`Execution ${id}`, 240, async () => {
					const execution = await n8n.rest.execution(id);
					return ['success', 'error', 'crashed'].includes(execution.status) ? execution : undefined;
				}),
		),
	);
	expect(emulator.requests.list().filter(({ faults }) => faults.length > 0).length).toBeGreaterThan(5);
	emulator.faults.clear();
	const { jobs, datasets } = await left();
	expect({ jobs: jobs.length, datasets: datasets.length }).toEqual({ jobs: 1, datasets: 1 });
	const reported = executions.flatMap((execution) =>
		itemsOf(execution, 'Create Tuned Model').map(({ name }) => name),
	);
	expect(reported.length).toBeGreaterThan(5);
	expect(new Set(reported)).toEqual(new Set(jobs));
});

test.each([
	['between upload and creation', 'hang'],
	['between creation and its response', 'latency'],
] as const)('n8n killed %s, then run again', async (_, kind) => {
	const [server] = servers;
	if (!server) throw new Error('There is no n8n');
	emulator.faults.add({ kind, ms: tenMinutes, match: { method: 'POST', path: '/tuningJobs$' }, times: 1 });
	await server.n8n.rest.startWorkflow(creation.slice(0, 21), 'Start');
	await until('The creation being sent', 60, () => posts().length === 1 || undefined);
	const again = await killAndRestart(server);
	emulator.faults.clear();
	// The lease of the killed process expires.
	emulator.clock.advance(tenMinutes);
	const execution = await again.rest.runWorkflow(creation.slice(0, 21), 'Start', 120);
	expect(errorOf(execution)).toBeUndefined();
	const { jobs, datasets } = await left();
	expect({ jobs: jobs.length, datasets: datasets.length }).toEqual({ jobs: 1, datasets: 1 });
	expect(itemsOf(execution, 'Create Tuned Model')).toEqual([
		expect.objectContaining({ name: jobs[0], reused: kind === 'latency' }),
	]);
});
