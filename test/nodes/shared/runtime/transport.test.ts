import type { Emulator } from '../../../../emulator/api.ts';
import { startEmulator } from '../../../../emulator/api.ts';
import { PACKAGE } from '../../../engine/nodeTypes.ts';
import { runNode } from '../../../engine/run.ts';
import { credential } from '../../../engine/workflow.ts';
import { asServiceAccount, asUser, everythingIn, received } from '../../../credentials/signedIn.ts';

let emulator: Emulator;
beforeAll(async () => {
	emulator = await startEmulator({ clock: 'held' });
});
beforeEach(() => emulator.reset());
afterAll(() => emulator.close());

it.each(['reset', 'lost', 'cut'] as const)(
	'knows of no whole answer when the connection ends with %s',
	async (kind) => {
		emulator.faults.add({ kind });
		const error = (await asUser(emulator).remove()).error();
		expect(error).toMatchObject({
			message: "Google's response was incomplete or never arrived",
			httpCode: null,
		});
		expect(error?.description).toContain('Google may have run the request');
		expect(received(emulator)).toHaveLength(1);
	},
);

it('reports a missing response if no server listens', async () => {
	const closed = await startEmulator();
	await closed.close();
	const error = (await asUser(emulator, { apiEndpoint: closed.url }).remove()).error();
	expect(error?.message).toBe("Google's response was incomplete or never arrived");
	expect(error?.description).toContain('ECONNREFUSED');
});

it.each([
	['PERMISSION_DENIED', '403'],
	['NOT_FOUND', '404'],
	['INTERNAL', '500'],
	['UNAVAILABLE', '503'],
] as const)('keeps the status of an answer of %s', async (status, httpCode) => {
	emulator.faults.add({ kind: 'error', status, message: 'Said by Google' });
	const error = (await asUser(emulator).remove()).error();
	expect(error).toMatchObject({
		httpCode,
		description: expect.stringContaining("Google's message: Said by Google"),
	});
});

it('passes on how long Google asks to wait', async () => {
	emulator.faults.add({ kind: 'quota', retryAfterSeconds: 32 });
	expect((await asUser(emulator).remove()).error()).toMatchObject({
		httpCode: '429',
		failure: { cause: 'rate-limited', retryAfterMs: 32_000 },
	});
});

it('asks for JSON and sends JSON, an empty body too', async () => {
	await runNode(
		{
			type: `${PACKAGE}.geminiTunedModel`,
			parameters: {
				api: 'gemini',
				resource: 'tunedModel',
				operation: 'cancel',
				jobName: 'tunedModels/gone/operations/one',
			},
			credentials: credential('geminiTuningOAuth2Api'),
		},
		{ credentials: { 1: asUser(emulator).stored } },
	);
	const [request] = emulator.requests.list();
	expect(request).toMatchObject({
		method: 'POST',
		path: '/v1/tunedModels/gone/operations/one:cancel',
		body: {},
		headers: { accept: 'application/json', 'content-type': 'application/json' },
	});
});

it('stops a request when the execution is stopped', async () => {
	emulator.faults.add({ kind: 'hang' });
	const stop = new AbortController();
	const { stored } = asUser(emulator);
	const running = runNode(
		{
			type: `${PACKAGE}.geminiTunedModel`,
			parameters: { api: 'gemini', resource: 'tunedModel', operation: 'getAll' },
			credentials: credential('geminiTuningOAuth2Api'),
		},
		{ credentials: { 1: stored }, signal: stop.signal },
	);
	await receivedOne();
	stop.abort();
	const { run } = await running;
	expect(run.status).toBe('canceled');
	expect(received(emulator)).toHaveLength(1);
});

/** Until the emulator has the first request. */
async function receivedOne(): Promise<void> {
	while (emulator.requests.list().length === 0) await new Promise((resolve) => setImmediate(resolve));
}

it.each([
	['OAuth2', asUser],
	['Google Auth', asServiceAccount],
])('explains an error of Google with a %s credential', async (_, signIn) => {
	emulator.identities.addProject({
		id: emulator.project,
		disabledServices: ['generativelanguage.googleapis.com'],
	});
	const error = (await signIn(emulator).remove()).error();
	expect(error?.message).toBe(
		'The API generativelanguage.googleapis.com is not enabled in project emulator-project',
	);
	expect(error?.description).toContain(
		'https://console.cloud.google.com/apis/library/generativelanguage.googleapis.com?project=emulator-project',
	);
	expect(everythingIn(error)).not.toContain(emulator.accessToken);
});
