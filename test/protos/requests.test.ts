import { Type } from 'protobufjs';
import type { Emulator } from '../../emulator/api.ts';
import { startEmulator } from '../../emulator/api.ts';
import type { LoggedRequest } from '../../emulator/requests.ts';
import { geminiBackendAt } from '../fetchClient.ts';
import { vertexBackendAt } from '../vertexClient.ts';
import { problemsOf } from './check.ts';
import { everythingOnGemini, everythingOnVertex } from './everything.ts';
import { exceptions } from './exceptions.ts';
import type { Route } from './routes.ts';
import { routesOf } from './routes.ts';
import { problemsOfClaims } from './typings.ts';

const routes = [
	...routesOf([
		...['genai_tuning', 'job', 'model', 'endpoint', 'prediction', 'llm_utility'].map(
			(name) => `google/cloud/aiplatform/v1/${name}_service.proto`,
		),
		'google/cloud/aiplatform/v1beta1/genai_tuning_service.proto',
	]),
	...routesOf(
		['model', 'generative', 'permission'].map(
			(name) => `google/ai/generativelanguage/v1beta/${name}_service.proto`,
		),
	),
];

let emulator: Emulator;
let sent: readonly LoggedRequest[];

beforeAll(async () => {
	emulator = await startEmulator({ clock: 'held', seed: 1, jobQuota: { concurrentJobs: 20 } });
	await everythingOnGemini(geminiBackendAt(emulator), emulator);
	await everythingOnVertex(vertexBackendAt(emulator), emulator);
	sent = emulator.requests.list();
});

afterAll(async () => await emulator.close());

const routeOf = ({ method, path }: LoggedRequest) =>
	routes.find((route) => route.verb === method && route.path.test(path));
const exceptionsFor = (request: LoggedRequest) => exceptions.filter(({ isFor }) => isFor(request));
const name = ({ method, host, path }: LoggedRequest) => `${method} ${host}${path}`;

test('every request is either in the protos or a listed exception', () => {
	const unclear = sent.filter((request) => exceptionsFor(request).length > 1);
	const unknown = sent.filter((request) => !routeOf(request) && exceptionsFor(request).length === 0);
	expect([unclear.map(name), unknown.map(name)]).toEqual([[], []]);
});

test('every listed exception is needed', () => {
	const needless = exceptions.filter(
		(exception) => !sent.some((request) => exceptionsFor(request).includes(exception)),
	);
	expect(needless.map(({ why }) => why)).toEqual([]);
});

test('the requests include every kind', () => {
	const rpcs = new Set(sent.map((request) => routeOf(request)?.rpc.split('.').slice(-2).join('.')));
	const expected = [
		'GenAiTuningService.CancelTuningJob',
		'GenAiTuningService.CreateTuningJob',
		'GenAiTuningService.GetTuningJob',
		'GenAiTuningService.ListTuningJobs',
		'GenAiTuningService.RebaseTunedModel',
		'JobService.CancelBatchPredictionJob',
		'JobService.CreateBatchPredictionJob',
		'JobService.DeleteBatchPredictionJob',
		'JobService.GetBatchPredictionJob',
		'JobService.ListBatchPredictionJobs',
		'ModelService.CreateTunedModel',
		'ModelService.DeleteModel',
		'ModelService.DeleteModelVersion',
		'ModelService.DeleteTunedModel',
		'ModelService.GetModel',
		'ModelService.ListModelVersions',
		'ModelService.ListModels',
		'ModelService.UpdateModel',
		'ModelService.UpdateTunedModel',
		'EndpointService.DeleteEndpoint',
		'EndpointService.ListEndpoints',
		'EndpointService.UndeployModel',
		'GenerativeService.GenerateContent',
		'LlmUtilityService.CountTokens',
		'PermissionService.CreatePermission',
		'PermissionService.TransferOwnership',
		'PermissionService.UpdatePermission',
		'PredictionService.GenerateContent',
	];
	expect(expected.filter((rpc) => !rpcs.has(rpc))).toEqual([]);
});

test('every body and every parameter is in the protos', () => {
	const known = sent.filter((request) => exceptionsFor(request).length === 0);
	const problems = known.flatMap((request) => {
		const route = routeOf(request);
		return route ? problemsWith(request, route).map((problem) => `${name(request)}: ${problem}`) : [];
	});
	expect(problems).toEqual([]);
});

test('the exceptions fit the types of the googleapis package', () => {
	const claims = sent.flatMap((request) =>
		exceptionsFor(request).flatMap(({ claims: toClaims }) => toClaims(request)),
	);
	const distinct = [...new Map(claims.map((claim) => [JSON.stringify(claim), claim])).values()];
	expect(distinct.length).toBeGreaterThan(10);
	expect(problemsOfClaims(distinct)).toEqual([]);
}, 60_000);

/** The errors that Google would return for a request's body and parameters. */
function problemsWith({ body: sentBody, query }: LoggedRequest, { request, body, bound }: Route): string[] {
	const message = body === undefined || body === '*' ? request : request.fields[body]?.resolvedType;
	const inBody =
		body === undefined
			? []
			: message instanceof Type
				? problemsOf(sentBody, message)
				: [`${body} isn't a message`];
	const inQuery = Object.keys(query).filter(
		(parameter) =>
			!request.fields[parameter] || body === '*' || body === parameter || bound.includes(parameter),
	);
	return [...inBody, ...inQuery.map((parameter) => `'${parameter}' isn't a parameter`)];
}
