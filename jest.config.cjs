const transform = {
	'^.+\\.ts$': [
		'@swc/jest',
		{ jsc: { target: 'es2023', parser: { syntax: 'typescript' } }, module: { type: 'commonjs' } },
	],
};

/** Two projects: `unit` needs only this package, `e2e` drives the real n8n that test/harness installs. */
module.exports = {
	// A bound for what hangs, wide enough for a busy machine with two cores.
	testTimeout: 60_000,
	projects: [
		{
			displayName: 'unit',
			testEnvironment: 'node',
			testMatch: ['<rootDir>/test/**/*.test.ts'],
			testPathIgnorePatterns: ['/node_modules/', '\\.e2e\\.test\\.ts$'],
			modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/test/harness/node_modules/'],
			setupFiles: ['<rootDir>/test/propertySeed.ts'],
			transform,
		},
		{
			displayName: 'e2e',
			testEnvironment: 'node',
			testMatch: ['<rootDir>/test/e2e/**/*.e2e.test.ts'],
			modulePathIgnorePatterns: ['<rootDir>/dist/'],
			globalSetup: '<rootDir>/test/harness/jestSetup.ts',
			globalTeardown: '<rootDir>/test/harness/jestTeardown.ts',
			transform,
		},
	],
};
