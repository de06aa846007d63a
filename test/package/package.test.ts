import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Packed } from './packed.ts';
import { pack, root, run } from './packed.ts';

const manifest: { n8n: { nodes: string[]; credentials: string[] } } = JSON.parse(
	readFileSync(join(root, 'package.json'), 'utf8'),
);

let packed: Packed;

beforeAll(async () => {
	packed = await pack();
});

afterAll(() => packed.remove());

it('ships the compiled package and nothing else', () => {
	const foreign = packed.files.filter(
		(file) =>
			!file.startsWith('dist/') && !['CHANGELOG.md', 'LICENSE', 'README.md', 'package.json'].includes(file),
	);
	expect(foreign).toEqual([]);
	expect(packed.files.filter((file) => /test|emulator|bench/.test(file))).toEqual([]);
});

it('ships every node and credential that it names, with codex files and icons', () => {
	const { nodes, credentials } = manifest.n8n;
	expect(packed.files).toEqual(expect.arrayContaining([...nodes, ...credentials]));
	expect(packed.files).toEqual(expect.arrayContaining(nodes.map((file) => file.replace(/\.js$/, '.json'))));
	expect(packed.files).toEqual(
		expect.arrayContaining(['dist/icons/gemini-tuning.svg', 'dist/icons/gemini-tuning.dark.svg']),
	);
});

/** Prints name and icon of every node and credential that the package's main file exports. */
const printIcons = `
	const types = Object.entries(require(process.argv[1])).filter(([name]) => name.startsWith('Gemini')).map(([, Type]) => new Type());
	const icons = types.map((type) => type.description ?? type).map(({ name, icon }) => ({ name, icon }));
	console.log(JSON.stringify(icons));
`;

it('ships icons where the nodes and credentials look for them', async () => {
	const { stdout } = await run(process.execPath, ['--eval', printIcons, join(root, 'dist/index.js')]);
	const types: Array<{ name: string; icon: { light: string; dark: string } }> = JSON.parse(stdout);
	const files = [...manifest.n8n.nodes, ...manifest.n8n.credentials];
	expect(types).toHaveLength(files.length);
	const missing = types.flatMap(({ name, icon }) => {
		const file = files.find((path) => path.toLowerCase().includes(`/${name.toLowerCase()}.`)) ?? '';
		return Object.values(icon)
			.map((path) => join(file, '..', path.replace('file:', '')))
			.filter((path) => !existsSync(join(packed.folder, path)));
	});
	expect(missing).toEqual([]);
});

/** Findings that the runtime dependencies cause, see CONTRIBUTING.md. Every other finding of n8n's scanner is a failure. */
const accepted = [
	'credentials/googleAuth @n8n/community-nodes/no-restricted-globals',
	'credentials/googleAuth @n8n/community-nodes/no-restricted-imports',
	'nodes/GeminiCreateTunedModel/files/csv @n8n/community-nodes/no-restricted-imports',
	'nodes/GeminiCreateTunedModel/files/csvDialect @n8n/community-nodes/no-restricted-imports',
	'nodes/GeminiCreateTunedModel/files/excel/workbookXml @n8n/community-nodes/no-restricted-imports',
	'nodes/GeminiCreateTunedModel/files/excel/workbookZip @n8n/community-nodes/no-restricted-imports',
	'nodes/GeminiCreateTunedModel/files/gunzip @n8n/community-nodes/no-restricted-imports',
	'nodes/GeminiCreateTunedModel/files/legacyEncoding @n8n/community-nodes/no-restricted-imports',
	'nodes/GeminiCreateTunedModel/files/textEncoding @n8n/community-nodes/no-restricted-imports',
	'nodes/GeminiGenerateContent/fit @n8n/community-nodes/no-restricted-imports',
	'nodes/shared/runtime/binary @n8n/community-nodes/no-restricted-imports',
	'package @n8n/community-nodes/no-runtime-dependencies',
];

it.each(['source', 'tarball'])("passes n8n's package scanner (%s)", async (leg) => {
	const folder = leg === 'source' ? root : packed.folder;
	// The scanner's rules look at fewer things when NODE_ENV is "test".
	const { stdout } = await run(process.execPath, [join(root, 'test/package/scan.mjs'), folder, leg], {
		env: { PATH: process.env['PATH'] },
	});
	const { files, errors }: { files: number; errors: Array<{ file: string; ruleId: string; line: number }> } =
		JSON.parse(stdout);
	expect(files).toBeGreaterThan(manifest.n8n.nodes.length);
	const isAccepted = ({ file, ruleId }: { file: string; ruleId: string }) =>
		accepted.includes(`${file.replace(/^dist\//, '').replace(/\.\w+$/, '')} ${ruleId}`);
	expect(errors.filter((error) => !isAccepted(error))).toEqual([]);
});
