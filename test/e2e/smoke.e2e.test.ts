import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { endToEnd } from '../harness/endToEnd.ts';
import type { N8n, Place } from '../harness/harness.ts';
import { copyTemplate, startN8n } from '../harness/harness.ts';
import { repositoryRoot } from '../harness/paths.ts';

interface NodeType {
	name: string;
	iconUrl?: string | { light: string; dark: string };
	codex?: { categories?: string[] };
}

const manifest: { name: string; n8n: { nodes: string[]; credentials: string[] } } = JSON.parse(
	readFileSync(join(repositoryRoot(), 'package.json'), 'utf8'),
);

/** n8n loads the class with the file's name; our type names are those names in lower camel case. */
const typeName = (file: string) =>
	basename(file)
		.replace(/^./, (first) => first.toLowerCase())
		.replace(/\..*/, '');

describe('the packed package, installed in n8n', () => {
	let place: Place;
	let n8n: N8n;
	let types: NodeType[];

	beforeAll(async () => {
		const { postgres, template } = endToEnd();
		place = await copyTemplate(postgres, template);
		n8n = await startN8n(place);
		const all = await n8n.rest.request<NodeType[]>('GET', '/types/nodes.json');
		types = all.filter(({ name }) => name.startsWith(`${manifest.name}.`));
	});

	afterAll(async () => {
		await n8n?.stop();
		place?.remove();
	});

	it('offers every node of package.json under the name of the package', () => {
		const nodes = manifest.n8n.nodes.map((file) => `${manifest.name}.${typeName(file)}`);
		expect(types.map(({ name }) => name)).toEqual(expect.arrayContaining(nodes));
	});

	it('offers every credential of package.json', async () => {
		const credentials = manifest.n8n.credentials.map(typeName);
		expect(await n8n.rest.credentialTypes()).toEqual(expect.arrayContaining(credentials));
	});

	it('serves the icons of every node and shows each in a category', async () => {
		expect(types).not.toHaveLength(0);
		for (const { name, iconUrl, codex } of types) {
			expect({ name, categories: codex?.categories?.length }).toEqual({
				name,
				categories: expect.any(Number),
			});
			for (const icon of Object.values(typeof iconUrl === 'object' ? iconUrl : { iconUrl })) {
				const response = await fetch(`${n8n.url}/${icon}`);
				expect({ icon, type: response.headers.get('content-type') }).toEqual({
					icon,
					type: expect.stringContaining('image/svg'),
				});
			}
		}
	});

	it('calls no host and logs no error while it starts', () => {
		expect(n8n.log()).not.toMatch(/\berror\b|ENOTFOUND|EAI_AGAIN/i);
	});
});
