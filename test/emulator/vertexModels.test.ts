import { startEmulator } from '../../emulator/api.ts';
import type { Emulator } from '../../emulator/api.ts';
import { LONG, send } from './support.ts';
import type { ErrorBody } from './support.ts';
import {
	answerOf,
	get,
	getJob,
	hostOf,
	makeBucket,
	parent,
	start,
	supervised,
	upload,
} from './vertexSupport.ts';
import type { JobBody, OperationBody } from './vertexSupport.ts';

interface ModelBody {
	name: string;
	displayName: string;
	versionId: string;
	versionAliases?: string[];
	deployedModels?: Array<{ endpoint: string; deployedModelId: string }>;
	checkpoints: Array<{ checkpointId: string }>;
	defaultCheckpointId: string;
}
interface EndpointBody {
	name: string;
	deployedModels?: Array<{ id: string; model: string; modelVersionId: string; checkpointId: string }>;
}

let emulator: Emulator;
beforeEach(async () => {
	emulator = await startEmulator({ clock: 'held', jobQuota: { concurrentJobs: 5 } });
	await makeBucket(emulator);
	await upload(emulator);
});
afterEach(async () => await emulator.close());

async function tune(hyperParameters: object = {}, more: object = {}, spec: object = {}): Promise<JobBody> {
	const job = await start(emulator, supervised(hyperParameters, more, spec));
	emulator.clock.advance(LONG);
	return await getJob(emulator, job);
}

function change<T>(verb: string, name: string, body?: object): Promise<{ status: number; body: T }> {
	return send<T>(emulator, `${verb} ${hostOf(name)}/v1/${name}`, body && { body });
}

/** Runs an operation to its end. */
async function finish({ name }: OperationBody): Promise<OperationBody> {
	expect((await get<OperationBody>(emulator, name)).body.done).toBeUndefined();
	emulator.clock.advance(LONG);
	return (await get<OperationBody>(emulator, name)).body;
}

test('a model and its endpoints refer to each other', async () => {
	const { tunedModel } = await tune(
		{ epochCount: 2 },
		{ tunedModelDisplayName: 'increment', labels: { team: 'x' } },
	);
	const { body: model } = await get<ModelBody>(emulator, tunedModel?.model ?? '');
	expect(model).toMatchObject({
		name: tunedModel?.model.replace('@1', ''),
		displayName: 'increment',
		versionId: '1',
		versionAliases: ['default'],
		labels: { team: 'x', 'tune-type': 'supervised' },
		checkpoints: [
			{ checkpointId: '1', epoch: '1', step: '4' },
			{ checkpointId: '2', epoch: '2', step: '8' },
		],
		defaultCheckpointId: '2',
	});
	for (const { endpoint, deployedModelId } of model.deployedModels ?? []) {
		const { body } = await get<EndpointBody>(emulator, endpoint);
		expect(body.deployedModels).toMatchObject([
			{ id: deployedModelId, model: model.name, modelVersionId: '1' },
		]);
	}
	expect(model.deployedModels).toHaveLength(2);
	const { body: list } = await send<{ endpoints: EndpointBody[] }>(
		emulator,
		`GET ${parent(emulator)}/endpoints?pageSize=5`,
	);
	expect(list.endpoints.map(({ name }) => name).sort()).toEqual(
		model.deployedModels?.map(({ endpoint }) => endpoint).sort(),
	);
});

test('can be removed only in order: undeploy, delete endpoints, delete the model', async () => {
	const { tunedModel } = await tune({ epochCount: 1 }, { baseModel: 'gemini-3.5-flash' });
	const model = (tunedModel?.model ?? '').replace('@1', '');
	const endpoint = tunedModel?.endpoint ?? '';
	const early = await change<ErrorBody>('DELETE', model);
	expect(early.body.error).toMatchObject({
		status: 'FAILED_PRECONDITION',
		message: expect.stringContaining(endpoint),
	});
	expect((await change<ErrorBody>('DELETE', endpoint)).body.error.status).toBe('FAILED_PRECONDITION');

	const [deployed] = (await get<EndpointBody>(emulator, endpoint)).body.deployedModels ?? [];
	const undeploy = `${endpoint}:undeployModel`;
	expect((await change('POST', undeploy, {})).status).toBe(400);
	expect((await change('POST', undeploy, { deployedModelId: '1' })).status).toBe(404);
	const undeploying = await change<OperationBody>('POST', undeploy, { deployedModelId: deployed?.id });
	expect(undeploying.body).toEqual({
		name: expect.stringMatching(new RegExp(`^${endpoint}/operations/\\d+$`)),
		metadata: {
			'@type': 'type.googleapis.com/google.cloud.aiplatform.v1.UndeployModelOperationMetadata',
			genericMetadata: { createTime: expect.any(String), updateTime: expect.any(String) },
		},
	});
	expect(await finish(undeploying.body)).toMatchObject({
		done: true,
		response: { '@type': 'type.googleapis.com/google.cloud.aiplatform.v1.UndeployModelResponse' },
	});
	expect(
		(await change<ErrorBody>('POST', `${endpoint}:generateContent`, { contents: [] })).body.error.status,
	).toBe('FAILED_PRECONDITION');

	const deleting = await change<OperationBody>('DELETE', endpoint);
	expect((await get(emulator, endpoint)).status).toBe(200);
	expect(await finish(deleting.body)).toMatchObject({
		done: true,
		response: { '@type': 'type.googleapis.com/google.protobuf.Empty' },
	});
	expect((await get<ErrorBody>(emulator, endpoint)).body.error).toMatchObject({
		code: 404,
		message: 'The Endpoint does not exist.',
	});
	expect(await finish((await change<OperationBody>('DELETE', model)).body)).toMatchObject({ done: true });
	expect((await get<ErrorBody>(emulator, model)).body.error).toMatchObject({
		code: 404,
		message: 'The Model does not exist.',
	});
	expect((await send(emulator, `GET ${parent(emulator)}/models`)).body).toEqual({});
});

test('a model tuned further under its own name is its next version, under another a new model', async () => {
	const first = await tune({ epochCount: 20 }, { tunedModelDisplayName: 'increment' });
	const name = first.tunedModel?.model ?? '';
	const from = (tunedModelName: string, tunedModelDisplayName: string, more: object = {}) => ({
		baseModel: undefined,
		tunedModelDisplayName,
		preTunedModel: { tunedModelName, ...more },
	});
	const next = await tune({ epochCount: 1 }, from(name, 'increment'));
	expect(next.tunedModel?.model).toBe(name.replace('@1', '@2'));
	expect(next).toMatchObject({ preTunedModel: { tunedModelName: name, baseModel: 'gemini-2.5-flash' } });
	const other = await tune({ epochCount: 1 }, from(name.replace('@1', ''), 'other'));
	expect(other).toMatchObject({ preTunedModel: { tunedModelName: name.replace('@1', '@2') } });
	expect(other.tunedModel?.model).toMatch(/@1$/);
	expect(other.tunedModel?.model).not.toBe(name);
	// One more epoch doesn't unlearn the earlier training.
	expect(await answerOf(emulator, other.tunedModel?.endpoint ?? '', 'eighty')).toBe('eighty one');
	const missing = { body: supervised({}, from(`${name}9`, 'x')) };
	expect((await send(emulator, `POST ${parent(emulator)}/tuningJobs`, missing)).status).toBe(404);
	const checkpoint = { body: supervised({}, from(name, 'x', { checkpointId: '99' })) };
	expect((await send(emulator, `POST ${parent(emulator)}/tuningJobs`, checkpoint)).status).toBe(404);
});

test('one version can be deleted, but not the only one', async () => {
	const { tunedModel } = await tune({}, { tunedModelDisplayName: 'x' }, { exportLastCheckpointOnly: true });
	const name = tunedModel?.model ?? '';
	const undeploy = async (job: JobBody) => {
		const endpoint = job.tunedModel?.endpoint ?? '';
		const [deployed] = (await get<EndpointBody>(emulator, endpoint)).body.deployedModels ?? [];
		await change('POST', `${endpoint}:undeployModel`, { deployedModelId: deployed?.id });
		emulator.clock.advance(LONG);
	};
	const parentModel = {
		baseModel: undefined,
		tunedModelDisplayName: 'x',
		preTunedModel: { tunedModelName: name },
	};
	const second = await tune({}, parentModel, { exportLastCheckpointOnly: true });
	const both = second.tunedModel?.model ?? '';
	expect((await change<ErrorBody>('DELETE', `${both}:deleteVersion`)).body.error.status).toBe(
		'FAILED_PRECONDITION',
	);
	await undeploy(second);
	expect(await finish((await change<OperationBody>('DELETE', `${both}:deleteVersion`)).body)).toMatchObject({
		done: true,
	});
	expect((await get(emulator, both)).status).toBe(404);
	expect((await get<ModelBody>(emulator, name)).body.versionId).toBe('1');
});

test('the default checkpoint can be changed, and with it the endpoint of the tuned model', async () => {
	const job = await tune({ epochCount: 2 });
	const { model = '', checkpoints = [] } = job.tunedModel ?? {};
	const name = model.replace('@1', '');
	const patched = await change<ModelBody>('PATCH', `${name}?updateMask=defaultCheckpointId`, {
		defaultCheckpointId: '1',
	});
	expect(patched.body.defaultCheckpointId).toBe('1');
	expect((await getJob(emulator, job)).tunedModel?.endpoint).toBe(checkpoints[0]?.endpoint);
	expect(
		(await change('PATCH', `${name}?updateMask=defaultCheckpointId`, { defaultCheckpointId: '7' })).status,
	).toBe(400);
	expect((await change('PATCH', `${name}?updateMask=versionId`, { displayName: 'x' })).status).toBe(400);
	expect((await change('PATCH', name, { nickname: 'x' })).status).toBe(400);
	const renamed = await change<ModelBody>('PATCH', `${name}?updateMask=display_name,labels`, {
		displayName: 'new',
	});
	expect(renamed.body).toMatchObject({ displayName: 'new' });
	expect(renamed.body).not.toHaveProperty('labels');
});

test('a tuned model is rebased onto a newer base by an operation that ends with a job', async () => {
	const old = await tune({ epochCount: 1 }, { tunedModelDisplayName: 'increment' });
	const rebase = (tunedModelRef: object) =>
		send<OperationBody>(emulator, `POST ${parent(emulator)}/tuningJobs:rebaseTunedModel`, {
			body: { tunedModelRef },
		});
	expect((await rebase({})).status).toBe(400);
	const { body: operation } = await rebase({ tunedModel: old.tunedModel?.model });
	expect(operation.metadata['@type']).toBe(
		'type.googleapis.com/google.cloud.aiplatform.v1.RebaseTunedModelOperationMetadata',
	);
	const done = await finish(operation);
	expect(done.response).toMatchObject({
		'@type': 'type.googleapis.com/google.cloud.aiplatform.v1.TuningJob',
		baseModel: 'gemini-3.5-flash',
		tunedModelDisplayName: 'increment',
		state: 'JOB_STATE_PENDING',
	});
});

test('missing operations and those of other locations don’t exist, and a wait returns the current state', async () => {
	const { tunedModel } = await tune({ epochCount: 1 });
	const endpoint = tunedModel?.endpoint ?? '';
	const [deployed] = (await get<EndpointBody>(emulator, endpoint)).body.deployedModels ?? [];
	const { body } = await change<OperationBody>('POST', `${endpoint}:undeployModel`, {
		deployedModelId: deployed?.id,
	});
	expect((await change<OperationBody>('POST', `${body.name}:wait?timeout=1s`)).body.done).toBeUndefined();
	emulator.clock.advance(LONG);
	expect((await change<OperationBody>('POST', `${body.name}:wait`)).body.done).toBe(true);
	expect((await get(emulator, `${endpoint}/operations/1`)).status).toBe(404);
});
