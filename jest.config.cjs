const transform = {
	'^.+\\.ts$': [
		'@swc/jest',
		{ jsc: { target: 'es2023', parser: { syntax: 'typescript' } }, module: { type: 'commonjs' } },
	],
};

const names = ['unit', 'e2e'];

/** Jest takes everything behind `--selectProjects unit` for a project. What isn't one is a path, as in `npx jest PATH`. */
function selectedPaths() {
	const args = process.argv.slice(2);
	const behind = args.slice(args.indexOf('--selectProjects') + 1 || args.length);
	const end = behind.findIndex((arg) => arg.startsWith('-'));
	return behind.slice(0, end < 0 ? behind.length : end).filter((arg) => !names.includes(arg));
}

const paths = selectedPaths();
const others = paths.length > 0 ? [`^(?!.*(?:${paths.join('|')}))`] : [];

/** Two projects: `unit` needs only this package, `e2e` drives the real n8n that test/harness installs. */
module.exports = {
	// A bound for what hangs, wide enough for a busy machine with two cores.
	testTimeout: 60_000,
	// Jest leaves one core unused by default.
	maxWorkers: '100%',
	// `agent` prints only failures and the totals.
	reporters: [process.env.CI ? 'agent' : 'default', '<rootDir>/test/slowestFiles.cjs'],
	projects: [
		{
			displayName: 'unit',
			testEnvironment: 'node',
			testMatch: ['<rootDir>/test/**/*.test.ts'],
			testPathIgnorePatterns: ['/node_modules/', '\\.e2e\\.test\\.ts$', ...others],
			modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/test/harness/node_modules/'],
			setupFiles: ['<rootDir>/test/propertySeed.ts'],
			transform,
		},
		{
			displayName: 'e2e',
			testEnvironment: 'node',
			testMatch: ['<rootDir>/test/e2e/**/*.e2e.test.ts'],
			testPathIgnorePatterns: ['/node_modules/', ...others],
			modulePathIgnorePatterns: ['<rootDir>/dist/'],
			globalSetup: '<rootDir>/test/harness/jestSetup.ts',
			globalTeardown: '<rootDir>/test/harness/jestTeardown.ts',
			setupFilesAfterEnv: ['<rootDir>/test/harness/timeout.ts'],
			transform,
		},
	],
};
