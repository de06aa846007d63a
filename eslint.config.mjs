import markdown from '@eslint/markdown';
import { config } from '@n8n/node-cli/eslint';
import prose from './lint/prose.cjs';
import texts from './lint/texts.cjs';

const restrictions = {
	'@n8n/community-nodes/no-restricted-imports': 'off',
	'@n8n/community-nodes/no-restricted-globals': 'off',
};

/** Imports go downward only: node → panel → runtime → google → domain. docs/architecture.md describes the layers. */
const boundary = (files, ...forbidden) => ({
	files: [files],
	rules: {
		'no-restricted-imports': [
			'error',
			{
				patterns: [...forbidden, 'emulator', 'test', 'bench', 'scripts'].map((folder) => ({
					group: [`**/${folder}/**`],
					caseSensitive: true,
					message: `${files} can't import from ${folder}/.`,
				})),
			},
		],
	},
});

export default [
	{ ignores: ['**/node_modules/', '.build/', 'dist/', 'coverage/'] },
	...config,
	{
		// CONTRIBUTING.md explains the runtime dependencies.
		files: ['package.json'],
		rules: { '@n8n/community-nodes/no-runtime-dependencies': 'off' },
	},
	{ files: ['credentials/googleAuth.ts'], rules: restrictions },
	{
		// Files with rows: the libraries that read them, and streams for those that do not fit into memory.
		files: [
			'nodes/GeminiCreateTunedModel/files/{csv,csvDialect,gunzip,legacyEncoding,textEncoding}.ts',
			'nodes/GeminiCreateTunedModel/files/excel/workbook{Xml,Zip}.ts',
			'nodes/shared/runtime/binary.ts',
		],
		rules: { '@n8n/community-nodes/no-restricted-imports': 'off' },
	},
	{
		// The library that holds answers against their schema.
		files: ['nodes/GeminiGenerateContent/fit.ts'],
		rules: { '@n8n/community-nodes/no-restricted-imports': 'off' },
	},
	{
		// Never shipped: these run on Node, not inside n8n.
		files: ['bench/**/*.ts', 'emulator/**/*.ts', 'scripts/**/*.ts', 'test/**/*.ts'],
		rules: { ...restrictions, 'no-console': 'off' },
	},
	{
		// The end-to-end tests start n8n, Postgres and more.
		files: ['test/harness/child.ts', 'test/harness/leftovers.ts'],
		rules: { '@n8n/community-nodes/no-dangerous-functions': 'off' },
	},
	{
		files: ['*.md', 'docs/**/*.md', 'emulator/*.md'],
		plugins: { markdown, prose },
		language: 'markdown/gfm',
		rules: { 'prose/words': 'error', 'prose/sentence-length': 'error' },
	},
	{
		files: ['nodes/**/*.ts', 'credentials/**/*.ts'],
		plugins: { texts },
		rules: { 'texts/words': 'error' },
	},
	boundary('nodes/shared/domain/**/*.ts', 'google', 'runtime', 'panel', 'Gemini*', 'credentials'),
	boundary('nodes/shared/google/**/*.ts', 'runtime', 'panel', 'Gemini*', 'credentials'),
	boundary('nodes/shared/runtime/**/*.ts', 'panel', 'Gemini*'),
	boundary('nodes/shared/panel/**/*.ts', 'Gemini*', 'credentials'),
	boundary('nodes/Gemini*/**/*.ts', 'credentials'),
	boundary('credentials/**/*.ts', 'panel', 'Gemini*'),
	{
		files: ['nodes/**/*.ts', 'credentials/**/*.ts'],
		settings: {
			'import-x/extensions': ['.ts'],
			'import-x/parsers': { '@typescript-eslint/parser': ['.ts'] },
		},
		rules: { 'import-x/no-cycle': 'error' },
	},
];
