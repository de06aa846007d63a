/** The package as somebody sees it in n8n's editor. */
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { chain } from './chain.ts';
import type { Editor } from './chromium.ts';
import { chromiumPath, openEditor } from './chromium.ts';
import { endToEnd } from './endToEnd.ts';
import type { N8n, Place } from './harness.ts';
import { copyTemplate, startN8n } from './harness.ts';
import { repositoryRoot } from './paths.ts';

jest.setTimeout(180_000);

const inBrowser = chromiumPath() ? describe : describe.skip;
if (!chromiumPath()) console.info('The editor is not tested: there is no Chromium on this machine');

const manifest: { name: string; n8n: { nodes: string[] } } = JSON.parse(
	readFileSync(join(repositoryRoot(), 'package.json'), 'utf8'),
);
const nodes = manifest.n8n.nodes.map((file) => basename(file, '.node.js'));

inBrowser('in the editor', () => {
	let place: Place;
	let n8n: N8n;
	let editor: Editor;
	const errors: string[] = [];
	const foreign: string[] = [];

	beforeAll(async () => {
		const { postgres, template } = endToEnd();
		place = await copyTemplate(postgres, template);
		n8n = await startN8n(place);
		const workflow = chain(
			'panels',
			nodes.map((name) => ({
				name,
				type: `${manifest.name}.${name.replace(/^./, (first) => first.toLowerCase())}`,
			})),
		);
		await n8n.rest.importWorkflows([{ ...workflow, connections: {} }]);
		editor = await openEditor(n8n.url);
		editor.page.on('pageerror', (error) => errors.push(error.message));
		editor.page.on('request', (request) => {
			if (/^https?:/.test(request.url()) && !request.url().startsWith(n8n.url)) foreign.push(request.url());
		});
		await editor.openWorkflow('panels');
	});

	afterAll(async () => {
		await editor?.close();
		await n8n?.stop();
		place?.remove();
	});

	afterEach(async () => await editor.closeNode());

	it.each(nodes)('%s opens and asks for a credential', async (name) => {
		await editor.openNode(name);
		await editor.page.getByTestId('ndv').getByText('Connect to Gemini Tuning').waitFor();
	});

	it('nothing breaks, and nobody else is asked for anything', () => {
		expect({ errors, foreign }).toEqual({ errors: [], foreign: [] });
	});
});
