/** The package as users see it in n8n's editor. */
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Emulator } from '../../emulator/api.ts';
import { startEmulator } from '../../emulator/api.ts';
import { serviceAccountCredential } from '../../scripts/demo/stage.ts';
import { chain, start } from '../harness/chain.ts';
import type { Editor } from '../harness/chromium.ts';
import { chromiumPath, openEditor } from '../harness/chromium.ts';
import { endToEnd } from '../harness/endToEnd.ts';
import type { N8n, Place } from '../harness/harness.ts';
import { copyTemplate, startN8n } from '../harness/harness.ts';
import { repositoryRoot } from '../harness/paths.ts';

const inBrowser = chromiumPath() ? describe : describe.skip;
if (!chromiumPath()) console.info("The editor isn't tested: there is no Chromium on this machine");

const manifest: { name: string; n8n: { nodes: string[] } } = JSON.parse(
	readFileSync(join(repositoryRoot(), 'package.json'), 'utf8'),
);
const nodes = manifest.n8n.nodes.map((file) => basename(file, '.node.js'));

const labels = ['Shipping', 'Returns', 'Billing', 'Account'];
const ticket = (index: number) => ({
	question: `Ticket ${index}: ${'where is my parcel, '.repeat(1 + (index % 7))}please${index === 3 ? ' ' : ''}`,
	label: labels[index % 4] ?? '',
});

/** Sixty tickets, one of them twice and one with an extra space. */
const tickets = Array.from({ length: 60 }, (_, index) => ({ json: ticket(Math.min(index, 58)) }));

const checking = {
	...chain('dataset', [
		start,
		{
			name: 'Check Dataset',
			type: `${manifest.name}.geminiCreateTunedModel`,
			credentials: { geminiTuningGoogleAuthApi: { id: 'gemini', name: 'Gemini Tuning Google Auth account' } },
			parameters: {
				authentication: 'googleAuth',
				operation: 'checkDataset',
				inputColumn: 'question',
				outputColumn: 'label',
				checks: { duplicate: 'drop', nearDuplicate: 'off', whiteSpace: 'fix' },
			},
		},
	]),
	pinData: { Start: tickets },
};

inBrowser('in the editor', () => {
	let place: Place;
	let n8n: N8n;
	let editor: Editor;
	let emulator: Emulator;
	const errors: string[] = [];
	const foreign: string[] = [];

	beforeAll(async () => {
		emulator = await startEmulator({});
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
		await emulator?.close();
	});

	afterEach(async () => await editor.closeNode());

	it.each(nodes)('%s opens and asks for a credential', async (name) => {
		await editor.openNode(name);
		await editor.page.getByTestId('ndv').getByText('Connect to Gemini Tuning').waitFor();
	});

	const shown = async () =>
		await editor.page
			.locator('[data-test-id^=parameter-input-]')
			.evaluateAll((inputs) => inputs.map((input) => input.getAttribute('data-test-id')?.slice(16)));

	it('shows the operations of the chosen API, and no field hides another', async () => {
		const common = [
			'operation',
			'tuneFrom',
			'baseModel',
			'displayName',
			'examplesFrom',
			'inputColumn',
			'outputColumn',
		];
		const ofVertex = ['location', 'method', 'bucket'];
		await editor.openNode('GeminiCreateTunedModel');
		expect(await shown()).toEqual(expect.arrayContaining([...common, ...ofVertex]));

		await editor.page.getByTestId('parameter-input-api').click();
		await editor.page.getByRole('option', { name: 'Gemini API' }).click();
		await editor.page.getByTestId('parameter-input-bucket').waitFor({ state: 'hidden' });
		const fields = await shown();
		expect(fields).toEqual(expect.arrayContaining(common));
		expect(fields.filter((field) => ofVertex.includes(field ?? ''))).toEqual([]);
		// The list keeps the focus, so the key that closes the panel would go to the list.
		await editor.page.getByTestId('ndv').getByText('Parameters', { exact: true }).click();
	});

	/** In n8n's viewer, which removes unsafe parts of a page. */
	const page = () => editor.page.frameLocator('iframe.__html-display');

	it('shows the report of a dataset, as a page within n8n', async () => {
		await n8n.rest.importCredentials([serviceAccountCredential(emulator)]);
		await n8n.rest.importWorkflows([checking]);
		await editor.openWorkflow(checking.id);
		await editor.page.getByTestId('execute-workflow-button').first().click();
		await editor.openNode('Check Dataset');
		// The editor opens an output with files by these buttons.
		await editor.page.getByTestId('output-panel').getByTestId('ndv-view-binary-data').first().click();
		await page().getByRole('heading', { name: 'Findings' }).waitFor();
		const fields = await shown();
		expect(fields).toEqual(expect.arrayContaining(['examplesFrom', 'exampleFormat', 'inputColumn']));
		expect(fields).not.toContain('displayName');
		expect(await page().locator('main > .tiles > .tile').allTextContents()).toEqual([
			'60Rows',
			'59Training',
			'0Validation',
			'1Dropped',
		]);
		expect(await page().locator('.bar span').count()).toBeGreaterThan(5);
		expect(await page().locator('td b').allTextContents()).toEqual([
			'White Space',
			'Duplicates',
			'Too Few Examples',
		]);
		expect(emulator.requests.list()).toEqual([]);
	});

	it('nothing breaks, and n8n calls no other host', () => {
		expect({ errors, foreign }).toEqual({ errors: [], foreign: [] });
	});
});
