/** `npm run dev` on a copy of this package, whose sources the test can change. */
import { chmodSync, cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { INodeTypeDescription } from 'n8n-workflow';
import type { Child } from '../harness/child.ts';
import { startChild } from '../harness/child.ts';
import { owner } from '../harness/environment.ts';
import type { TemporaryFolder } from '../harness/leftovers.ts';
import { temporaryFolder } from '../harness/leftovers.ts';
import { repositoryRoot } from '../harness/paths.ts';
import type { Session } from '../harness/session.ts';
import { signIn } from '../harness/session.ts';
import { until } from '../harness/until.ts';

const parts = ['credentials', 'emulator', 'icons', 'nodes', 'scripts', 'test', 'workflows'];
const files = ['index.ts', 'package.json', 'tsconfig.json'];
const node = 'GeminiTunedModel';

let folder: TemporaryFolder;
/** For the data of n8n and Postgres. */
let temporary: string;
let dev: Child;
let request: Session;

beforeAll(async () => {
	folder = temporaryFolder('dev');
	const root = repositoryRoot();
	for (const name of [...parts, ...files])
		cpSync(join(root, name), join(folder.path, name), {
			recursive: true,
			filter: (path) => basename(path) !== 'node_modules',
		});
	for (const name of ['node_modules', 'test/harness/node_modules'])
		symlinkSync(join(root, name), join(folder.path, name));
	temporary = join(folder.path, 'temporary');
	mkdirSync(temporary);
	// As root, Postgres runs as another user.
	chmodSync(folder.path, 0o755);
	dev = await startChild(process.execPath, ['--no-warnings', join(folder.path, 'scripts/dev.ts')], {
		cwd: folder.path,
		env: { PATH: process.env['PATH'] ?? '', TMPDIR: temporary },
		logFile: join(folder.path, 'dev.log'),
	});
	const url = await until('The address of n8n', 540, () => {
		if (dev.ended() !== undefined) throw new Error(`It ended with ${dev.ended()}:\n${dev.log()}`);
		return /^n8n +(http\S+)$/m.exec(dev.log())?.[1];
	});
	({ request } = await signIn(url, owner));
});

afterAll(async () => {
	await dev?.end('SIGKILL');
	folder?.remove();
});

async function description(): Promise<string | undefined> {
	const types = await request<INodeTypeDescription[]>('GET', '/types/nodes.json');
	return types.find(({ name }) => name === 'n8n-nodes-gemini-tuning.geminiTunedModel')?.description;
}

it('shows the credential and the example workflows', async () => {
	const credentials = await request<Array<{ name: string }>>('GET', '/rest/credentials');
	expect(credentials.map(({ name }) => name)).toContain('Gemini Tuning Google Auth account');
	const workflows = await request<Array<{ name: string }>>('GET', '/rest/workflows');
	expect(workflows.length).toBeGreaterThan(5);
});

it('reloads a changed node', async () => {
	const before = await description();
	const source = join(folder.path, 'nodes', node, `${node}.node.ts`);
	const text = readFileSync(source, 'utf8');
	writeFileSync(source, text.replace(`description: '${before}'`, "description: 'Changed'"));
	// While n8n writes its list of nodes, it can't be read.
	const isReloaded = async () => (await description().catch(() => undefined)) === 'Changed';
	await until('The changed description', 120, async () => (await isReloaded()) || undefined);
});

it('stops on Ctrl+C and removes its data', async () => {
	// The terminal signals every process, and scripts/run.mjs passes the signal on.
	process.kill(dev.pid, 'SIGINT');
	await dev.end('SIGINT');
	expect(dev.ended()).toBe('exit code 0');
	expect(readdirSync(temporary)).toEqual([]);
});
