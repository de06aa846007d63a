/** n8n in queue mode: the main process receives triggers, a worker runs the workflows. */
import type { Emulator } from '../../emulator/api.ts';
import { startEmulator } from '../../emulator/api.ts';
import { chain } from '../harness/chain.ts';
import { endToEnd } from '../harness/endToEnd.ts';
import type { N8n, Place, Redis, Worker } from '../harness/harness.ts';
import { copyTemplate, redisPath, startN8n, startRedis, startWorker } from '../harness/harness.ts';

const inQueueMode = redisPath() ? describe : describe.skip;
if (!redisPath()) console.info("Queue mode isn't tested: there is no redis-server on the PATH");

inQueueMode('in queue mode', () => {
	let emulator: Emulator;
	let place: Place;
	let redis: Redis;
	let n8n: N8n;
	let worker: Worker;

	beforeAll(async () => {
		const { postgres, template } = endToEnd();
		emulator = await startEmulator();
		place = await copyTemplate(postgres, template);
		redis = await startRedis();
		n8n = await startN8n({ ...place, env: redis.env });
		worker = await startWorker({ ...place, env: redis.env });
	});

	afterAll(async () => {
		await n8n?.stop();
		await worker?.stop();
		await redis?.stop();
		await emulator?.close();
		place?.remove();
	});

	it("a worker runs this package's nodes", async () => {
		const { project: projectId, url: apiEndpoint, serviceAccountKey } = emulator;
		const credential = {
			id: 'google',
			name: 'Google',
			type: 'geminiTuningGoogleAuthApi',
			data: {
				method: 'serviceAccountKey',
				privateKeyJson: JSON.stringify(serviceAccountKey),
				projectId,
				apiEndpoint,
			},
		};
		await n8n.rest.importCredentials([credential]);
		const workflow = chain('queued', [
			{
				name: 'Webhook',
				type: 'n8n-nodes-base.webhook',
				typeVersion: 2,
				webhookId: 'queued',
				parameters: { path: 'queued', responseMode: 'lastNode' },
			},
			{
				name: 'List',
				type: 'n8n-nodes-gemini-tuning.geminiTunedModel',
				parameters: {
					api: 'gemini',
					authentication: 'googleAuth',
					resource: 'tunedModel',
					operation: 'getAll',
				},
				credentials: { geminiTuningGoogleAuthApi: { id: credential.id, name: credential.name } },
				alwaysOutputData: true,
			},
		]);
		await n8n.rest.importWorkflows([workflow]);
		await n8n.rest.activate('queued');

		expect((await fetch(`${n8n.url}/webhook/queued`)).status).toBe(200);

		const [execution] = await n8n.rest.settledExecutions('queued', 1);
		expect(execution?.status).toBe('success');
		expect(worker.log()).toContain(`Worker finished execution ${execution?.id}`);
		expect(emulator.requests.list().map(({ method, path }) => `${method} ${path}`)).toContain(
			'GET /v1beta/tunedModels',
		);
	});
});
