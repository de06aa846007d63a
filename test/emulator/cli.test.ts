import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { signJwt } from '../../emulator/jwt.ts';
import type { ServiceAccountKey } from '../../emulator/jwt.ts';
import { startChild } from '../harness/child.ts';
import type { Child } from '../harness/child.ts';
import { temporaryFolder } from '../harness/leftovers.ts';
import type { TemporaryFolder } from '../harness/leftovers.ts';
import { until } from '../harness/until.ts';
import { send, tuning } from './support.ts';
import type { Operation } from './support.ts';

interface FirstLine {
	url: string;
	accessToken: string;
	apiKey: string;
	serviceAccountKeyFile: string;
}

const node24 = join(__dirname, '..', '..', 'node_modules', 'node', 'bin', 'node');
const cli = join(__dirname, '..', '..', 'emulator', 'cli.ts');

jest.setTimeout(120_000);

let folder: TemporaryFolder;
let children: Child[];

beforeEach(() => {
	folder = temporaryFolder('emulator-cli');
	children = [];
});
afterEach(async () => {
	for (const child of children) await child.end('SIGKILL');
	await folder.remove();
});

async function run(...options: string[]): Promise<Child> {
	const logFile = join(folder.path, `${children.length}.log`);
	const child = await startChild(node24, ['--no-warnings', cli, ...options], {
		env: { TMPDIR: folder.path },
		logFile,
	});
	children.push(child);
	return child;
}

async function firstLine(child: Child): Promise<FirstLine> {
	const line = await until('The first line', 60, () => /^(.*)\n/.exec(child.log())?.[1]);
	return JSON.parse(line);
}

async function start(...options: string[]): Promise<FirstLine> {
	return await firstLine(await run('--port', '0', ...options));
}

test('its first line contains all credentials, and its end removes the key file', async () => {
	const emulator = await run('--port', '0', '--held');
	const { url, accessToken, apiKey, serviceAccountKeyFile } = await firstLine(emulator);
	const line = 'POST /v1beta/tunedModels?tunedModelId=job';
	const { body } = await send<Operation>({ url, accessToken }, line, { body: tuning() });
	expect(body.metadata.totalSteps).toBe(19);
	const withKey = { token: 'none', headers: { 'x-goog-api-key': apiKey } };
	expect((await send({ url, accessToken }, 'GET /v1beta/tunedModels/job', withKey)).status).toBe(200);
	const key: ServiceAccountKey = JSON.parse(readFileSync(serviceAccountKeyFile, 'utf8'));
	expect(key.token_uri).toBe(`${url}/oauth2.googleapis.com/token`);
	const now = Math.floor(Date.now() / 1000);
	const aud = 'https://generativelanguage.googleapis.com/';
	const token = signJwt({ iss: key.client_email, aud, iat: now, exp: now + 3600 }, key);
	expect((await send({ url, accessToken }, 'GET /v1beta/tunedModels/job', { token })).status).toBe(200);
	await emulator.end('SIGTERM');
	expect(emulator.ended()).toBe('exit code 0');
	expect(existsSync(serviceAccountKeyFile)).toBe(false);
	await expect(fetch(url)).rejects.toThrow('fetch failed');
});

test('it ends with the shell in which npm started it', async () => {
	const runner = join(__dirname, '..', '..', 'scripts', 'run.mjs');
	const shell = await startChild('/bin/sh', ['-c', `"${node24}" "${runner}" "${cli}" --port 0; exit`], {
		env: { TMPDIR: folder.path },
		logFile: join(folder.path, 'shell.log'),
	});
	children.push(shell);
	const { url } = await firstLine(shell);
	await shell.end('SIGTERM');
	const isGone = () =>
		fetch(url).then(
			() => undefined,
			() => true,
		);
	expect(await until('The end of the emulator', 60, isGone)).toBe(true);
});

test('another process controls it over HTTP', async () => {
	const emulator = await start('--held');
	const control = async <T>(line: string, body?: object) =>
		(await send<T>(emulator, line, body ? { body } : {})).body;

	await control('POST /emulator/durations', { stepMs: 10, finishMs: 0 });
	const fault = await control<{ id: number }>('POST /emulator/faults', {
		kind: 'error',
		status: 'INTERNAL',
		match: { path: 'x$' },
	});
	await send(emulator, 'POST /v1beta/tunedModels?tunedModelId=job', { body: tuning() });
	expect((await send(emulator, 'GET /v1beta/tunedModels/x')).status).toBe(500);
	await control(`DELETE /emulator/faults/${fault.id}`);
	expect((await send(emulator, 'GET /v1beta/tunedModels/x')).status).toBe(404);

	await control('POST /emulator/clock', { advanceMs: 300 + 5 * 10 });
	expect(await control('GET /emulator/state')).toMatchObject({
		tunedModels: [{ id: 'job', progress: { phase: 'running', completedSteps: 5 } }],
	});
	await control('POST /emulator/jobs/job', { action: 'fail', status: 'INVALID_ARGUMENT', message: 'No.' });
	await control('POST /emulator/clock', { advanceMs: 10 });
	expect(await control('GET /emulator/state')).toMatchObject({
		tunedModels: [{ progress: { phase: 'failed', error: { code: 3, message: 'No.' } } }],
	});

	await control('POST /emulator/projects', { id: 'mine', number: '7' });
	const { token } = await control<{ token: string }>('POST /emulator/tokens', {
		email: 'u@example.com',
		mayUse: ['mine'],
	});
	const list = (project: string) =>
		send(emulator, 'GET /v1beta/tunedModels', { token, headers: { 'x-goog-user-project': project } });
	expect((await list('mine')).status).toBe(200);
	expect((await list('other')).status).toBe(403);
	const { key } = await control<{ key: string }>('POST /emulator/keys', { project: 'mine' });
	const withKey = { token: 'none', headers: { 'x-goog-api-key': key } };
	expect((await send(emulator, 'GET /v1beta/tunedModels', withKey)).status).toBe(200);
	const account = { email: 'robot@mine.iam.gserviceaccount.com', homeProject: 'mine' };
	expect(await control('POST /emulator/service-accounts', account)).toMatchObject({
		client_email: account.email,
	});

	await control('POST /emulator/limits', { concurrent: 0 });
	const prompt = { body: { contents: [{ parts: [{ text: 'x' }] }] } };
	expect((await send(emulator, 'POST /v1beta/models/gemini-2.5-flash:generateContent', prompt)).status).toBe(
		429,
	);

	const { requests } = await control<{ requests: Array<{ path: string; status: number }> }>(
		'GET /emulator/requests',
	);
	expect(requests.map(({ path, status }) => `${path} ${status}`).slice(0, 3)).toEqual([
		'/v1beta/tunedModels 200',
		'/v1beta/tunedModels/x 500',
		'/v1beta/tunedModels/x 404',
	]);
	await control('POST /emulator/reset', {});
	expect(await control('GET /emulator/state')).toMatchObject({ tunedModels: [], faults: [], limits: {} });
	expect((await send(emulator, 'GET /v1beta/tunedModels')).status).toBe(200);
	expect((await send(emulator, 'GET /v1beta/tunedModels', { token })).status).toBe(401);

	expect(await send(emulator, 'POST /emulator/faults', { body: { kind: 'nonsense' } })).toMatchObject({
		status: 400,
	});
	expect(await send(emulator, 'POST /emulator/clock', { body: { advanceMs: -1 } })).toMatchObject({
		status: 400,
	});
	expect((await send(emulator, 'GET /emulator/nothing')).status).toBe(404);
});

test('its time runs at the given speed', async () => {
	const emulator = await start('--speed', '36000');
	const now = async () =>
		(await send<{ now: number; setting: number }>(emulator, 'GET /emulator/clock')).body;
	const before = await now();
	const after = await now();
	expect(before.setting).toBe(36000);
	expect(after.now - before.now).toBeGreaterThan(0);
	await send(emulator, 'POST /v1beta/tunedModels?tunedModelId=job', { body: tuning() });
	await send(emulator, 'POST /emulator/clock', { body: { advanceMs: 13_100 } });
	expect((await send<{ state: string }>(emulator, 'GET /v1beta/tunedModels/job')).body.state).toBe('ACTIVE');
});

test.each([
	[['--port', 'x'], '--port must be a number'],
	[['--speed', '0'], 'The speed must be a number above 0'],
	[['--colour'], "Unknown option '--colour'"],
])('with %j it shows the error and its usage', async (options, message) => {
	const emulator = await run(...options);
	await until('The end', 60, () => emulator.ended());
	expect(emulator.ended()).toBe('exit code 1');
	expect(emulator.log()).toContain(message);
	expect(emulator.log()).toContain('Usage:');
});
