import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { root, run } from './packed.ts';

/** Requires every node, then asks the chat model for its model; prints what it is refused with. */
const script = `
	const { n8n } = require('./package.json');
	const types = n8n.nodes.map((file) => Object.values(require('./' + file))[0]);
	const chatModel = new (types.find(({ name }) => name === 'GeminiTunedChatModel'))();
	const context = { getNode: () => ({ name: 'Chat Model', parameters: {} }) };
	chatModel.supplyData.call(context, 0).catch(({ name, message, description }) =>
		console.log(JSON.stringify({ nodes: types.length, name, message, description })));
`;

it('loads on an n8n without the AI node SDK, where only the chat model is refused', async () => {
	const folder = mkdtempSync(join(tmpdir(), 'without-sdk-'));
	try {
		cpSync(join(root, 'dist'), join(folder, 'dist'), { recursive: true });
		cpSync(join(root, 'package.json'), join(folder, 'package.json'));
		mkdirSync(join(folder, 'node_modules'));
		const workflow = dirname(require.resolve('n8n-workflow/package.json'));
		symlinkSync(realpathSync(workflow), join(folder, 'node_modules/n8n-workflow'));
		const { stdout } = await run(process.execPath, ['--eval', script], { cwd: folder });
		expect(JSON.parse(stdout)).toEqual({
			nodes: expect.any(Number),
			name: 'NodeOperationError',
			message: "This version of n8n doesn't support chat models from community packages",
			description: expect.stringContaining('Update n8n'),
		});
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
});
