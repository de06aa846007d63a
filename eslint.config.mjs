import { config } from '@n8n/node-cli/eslint';

const restrictions = {
	'@n8n/community-nodes/no-restricted-imports': 'off',
	'@n8n/community-nodes/no-restricted-globals': 'off',
};

export default [
	{ ignores: ['**/node_modules/', 'dist/', 'coverage/'] },
	...config,
	{
		// The runtime dependencies; the README says what they cost.
		files: ['package.json'],
		rules: { '@n8n/community-nodes/no-runtime-dependencies': 'off' },
	},
	{ files: ['credentials/googleAuth.ts'], rules: restrictions },
	{
		// Files with rows: the libraries that read them, and streams for those that do not fit into memory.
		files: [
			'nodes/GeminiCreateTunedModel/files/{csv,csvDialect,excel,gunzip,legacyEncoding,textEncoding}.ts',
			'nodes/shared/n8n/binary.ts',
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
		files: ['test/n8n/child.ts', 'test/n8n/leftovers.ts'],
		rules: { '@n8n/community-nodes/no-dangerous-functions': 'off' },
	},
];
