import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

/** Modules of other packages that loading this one takes, n8n-workflow's own aside. */
it('loads nothing but n8n-workflow with the package', () => {
	const script = `
		require('n8n-workflow');
		const before = new Set(Object.keys(require.cache));
		const { main, n8n } = require('./package.json');
		for (const file of [main, ...n8n.credentials, ...n8n.nodes]) require('./' + file);
		const loaded = Object.keys(require.cache).filter((file) => !before.has(file) && file.includes('node_modules'));
		console.log(JSON.stringify(loaded));
	`;
	const cwd = join(__dirname, '..');
	const output = execFileSync(process.execPath, ['--eval', script], { cwd, encoding: 'utf8' });
	expect(JSON.parse(output)).toEqual([]);
});
