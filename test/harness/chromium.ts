import { existsSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { chromium, selectors } from 'playwright-core';
import { owner } from './environment.ts';

const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** The path of the machine's Chromium; undefined if there is none, so that tests can be skipped. */
export function chromiumPath(): string | undefined {
	return places.find((path) => existsSync(path));
}

export interface Editor {
	page: Page;
	openWorkflow(id: string): Promise<void>;
	/** Opens the panel of a node on the canvas. */
	openNode(name: string): Promise<void>;
	closeNode(): Promise<void>;
	/** Writes a PNG of the page. */
	screenshot(file: string): Promise<void>;
	close(): Promise<void>;
}

/** Opens n8n's editor in a headless browser, signed in as the owner. */
export async function openEditor(url: string, size = { width: 1440, height: 900 }): Promise<Editor> {
	selectors.setTestIdAttribute('data-test-id');
	const browser = await chromium.launch({
		executablePath: chromiumPath() ?? 'chromium',
		args: [
			'--no-sandbox',
			'--disable-gpu',
			'--disable-quic',
			'--no-first-run',
			'--disable-background-networking',
			'--disable-component-update',
			'--disable-sync',
		],
	});
	const context = await browser.newContext({ viewport: size });
	const page = await context.newPage();
	await page.request.post(`${url}/rest/login`, { data: owner });
	const panel = page.getByTestId('ndv');
	return {
		page,
		async openWorkflow(id) {
			await page.goto(`${url}/workflow/${id}`);
			await page.getByTestId('canvas-node').first().waitFor();
		},
		async openNode(name) {
			await page.locator(`[data-test-id=canvas-node][data-node-name="${name}"]`).dblclick();
			await panel.waitFor();
		},
		async closeNode() {
			await page.keyboard.press('Escape');
			await panel.waitFor({ state: 'hidden' });
		},
		async screenshot(file) {
			await page.screenshot({ path: file });
		},
		close: async () => await browser.close(),
	};
}
