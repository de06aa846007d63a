import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import protobuf from 'protobufjs';
import { startEmulator } from '../../emulator/api.ts';
import type { Emulator } from '../../emulator/api.ts';
import { newerFields } from '../../emulator/responseFields.ts';
import { LONG, send } from './support.ts';
import {
	generate,
	get,
	getJob,
	jsonl,
	line,
	makeBucket,
	parent,
	question,
	start,
	startBatch,
	supervised,
	upload,
} from './vertexSupport.ts';

/**
 * Compares responses with Google's published protos: every member exists, and every value has the format of proto3 JSON.
 */
const published = join(
	dirname(require.resolve('@google-cloud/aiplatform/package.json')),
	'build/protos/protos.json',
);
const root = protobuf.Root.fromJSON(JSON.parse(readFileSync(published, 'utf8')));
root.resolveAll();

const NUMBERS = ['int32', 'uint32', 'double', 'float'];
const LONGS = ['int64', 'uint64'];
/** The errors in a value that should be a message of a type. */
function faults(value: unknown, type: protobuf.Type, at = type.name): string[] {
	if (typeof value !== 'object' || value === null || Array.isArray(value)) return [`${at} isn't an object`];
	return Object.entries(value).flatMap(([name, member]) => {
		const field = type.fields[name];
		if (name === '@type' || newerFields.includes(`${type.name}.${name}`)) return [];
		if (!field) return [`${at}.${name} is unknown`];
		if (field instanceof protobuf.MapField)
			return Object.values(Object(member)).flatMap((one) => wrong(one, field, `${at}.${name}`));
		if (!field.repeated) return wrong(member, field, `${at}.${name}`);
		return Array.isArray(member)
			? member.flatMap((one) => wrong(one, field, `${at}.${name}`))
			: [`${at}.${name} isn't a list`];
	});
}

function wrong(value: unknown, { type, resolvedType }: protobuf.Field, at: string): string[] {
	if (resolvedType instanceof protobuf.Enum) {
		return typeof value === 'string' && value in resolvedType.values
			? []
			: [`${at} isn't of type ${resolvedType.name}`];
	}
	if (resolvedType instanceof protobuf.Type) {
		if (resolvedType.fullName === '.google.protobuf.Timestamp')
			return isTime(value) ? [] : [`${at} isn't a time`];
		return resolvedType.fullName === '.google.protobuf.Any' ? [] : faults(value, resolvedType, at);
	}
	const expected = NUMBERS.includes(type) ? 'number' : type === 'bool' ? 'boolean' : 'string';
	if (typeof value !== expected) return [`${at} isn't of type ${expected}`];
	return LONGS.includes(type) && !/^-?\d+$/.test(String(value)) ? [`${at} isn't an int64`] : [];
}

function isTime(value: unknown): boolean {
	return typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/.test(value);
}

let emulator: Emulator;
beforeEach(async () => {
	emulator = await startEmulator({ clock: 'held' });
	await makeBucket(emulator);
	await upload(emulator, jsonl([line('a', 'b'), line('x'.repeat(600_000), 'd'), line('e', 'f')]));
});
afterEach(async () => await emulator.close());

test.each(['v1', 'v1beta1'])('responses on %s are messages of the published protos', async (version) => {
	const check = (value: unknown, name: string) =>
		expect(
			faults(
				value,
				root.lookupType(name.includes('.') ? name : `google.cloud.aiplatform.${version}.${name}`),
			),
		).toEqual([]);
	const job = await start(emulator, supervised({ epochCount: 2 }, { description: 'x', labels: { a: 'b' } }));
	check(job, 'TuningJob');
	emulator.clock.advance(70_000);
	check(await getJob(emulator, job, version), 'TuningJob');
	emulator.clock.advance(LONG);
	const done = await getJob(emulator, job, version);
	expect(done.tuningDataStats?.supervisedTuningDataStats).toHaveProperty('truncatedExampleIndices');
	check(done, 'TuningJob');
	const failed = await start(emulator, supervised({}, {}, { trainingDatasetUri: 'gs://none/x.jsonl' }));
	emulator.clock.advance(LONG);
	check(await getJob(emulator, failed, version), 'TuningJob');
	const here = parent(emulator, version);
	check((await send(emulator, `GET ${here}/tuningJobs?pageSize=1`)).body, 'ListTuningJobsResponse');
	const { model = '', endpoint = '' } = done.tunedModel ?? {};
	check((await get(emulator, model, version)).body, 'Model');
	check((await get(emulator, endpoint, version)).body, 'Endpoint');
	check((await send(emulator, `GET ${here}/models?pageSize=1`)).body, 'ListModelsResponse');
	check((await send(emulator, `GET ${here}/endpoints?pageSize=1`)).body, 'ListEndpointsResponse');
	for (const text of ['eighty', '[[block]]', '[[finish:SAFETY]]']) {
		const { body } = await generate(emulator, endpoint, { contents: [{ role: 'user', parts: [{ text }] }] });
		check(body, 'GenerateContentResponse');
	}
	const counted = await generate(
		emulator,
		endpoint,
		{ contents: [{ role: 'user', parts: [{ text: 'x' }] }] },
		'countTokens',
	);
	check(counted.body, 'CountTokensResponse');
	await upload(
		emulator,
		jsonl([question('a'), { request: { contents: [{ role: 'x' }] } }]),
		'questions.jsonl',
	);
	const answered = await startBatch(emulator);
	check(answered, 'BatchPredictionJob');
	emulator.clock.advance(LONG);
	const { body: ended } = await get(emulator, answered.name, version);
	expect(ended).toMatchObject({ completionStats: { successfulCount: '1', failedCount: '1' } });
	check(ended, 'BatchPredictionJob');
	check(
		(await send(emulator, `GET ${here}/batchPredictionJobs?pageSize=1`)).body,
		'ListBatchPredictionJobsResponse',
	);
	const { body: described } = await get<{ deployedModels: Array<{ id: string }> }>(
		emulator,
		endpoint,
		version,
	);
	const body = { deployedModelId: described.deployedModels[0]?.id };
	const undeploy = `POST ${here}/endpoints/${endpoint.split('/').at(-1)}:undeployModel`;
	const { body: operation } = await send<{ metadata: object }>(emulator, undeploy, { body });
	check(operation, 'google.longrunning.Operation');
	check(operation.metadata, 'UndeployModelOperationMetadata');
});

test('the check itself finds errors', () => {
	const type = root.lookupType('google.cloud.aiplatform.v1.TuningJob');
	const spec = { trainingDatasetUri: 1, hyperParameters: { epochCount: 5, adapterSize: 'HUGE' } };
	expect(
		faults({ status: 'x', state: 'DONE', createTime: 'now', supervisedTuningSpec: spec }, type),
	).toHaveLength(6);
});
