import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** Requires everything that n8n requires; puts out what that loaded from other packages. */
const script = `
	require('n8n-workflow');
	const before = new Set(Object.keys(require.cache));
	const { main, n8n } = require('./package.json');
	for (const file of [main, ...n8n.credentials, ...n8n.nodes]) require('./' + file);
	const loaded = Object.keys(require.cache).filter((file) => !before.has(file) && file.includes('node_modules'));
	console.log(JSON.stringify(loaded));
`;

it('loads no library but n8n-workflow with the package', async () => {
	const cwd = join(__dirname, '..');
	const { stdout } = await promisify(execFile)(process.execPath, ['--eval', script], { cwd });
	expect(JSON.parse(stdout)).toEqual([]);
});
