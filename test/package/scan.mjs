/** Lints a folder with the rules of n8n's package scanner; prints every error as JSON. Arguments: folder, leg (source | tarball). */
import { SOURCE_FILE_PATTERNS, buildScanConfig } from '@n8n/scan-community-package/scanner/scanner.mjs';
import { ESLint } from 'eslint';
import { relative } from 'node:path';

const [, , cwd, leg] = process.argv;
const eslint = new ESLint({
	cwd,
	allowInlineConfig: false,
	overrideConfigFile: true,
	overrideConfig: await buildScanConfig(),
});
const results = await eslint.lintFiles(leg === 'source' ? SOURCE_FILE_PATTERNS : ['**/*.js', 'package.json']);
const errors = results.flatMap(({ filePath, messages }) =>
	messages
		.filter(({ severity }) => severity === 2)
		.map(({ ruleId, line, message }) => ({ file: relative(cwd, filePath), ruleId, line, message })),
);
console.log(JSON.stringify({ files: results.length, errors }));
