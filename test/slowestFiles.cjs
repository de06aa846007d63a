const { relative } = require('node:path');

const most = 10;

/** Jest reporter: prints the slowest test files of a run with their seconds. */
module.exports = class SlowestFiles {
	onRunComplete(_, { testResults }) {
		const times = testResults.map(({ testFilePath, perfStats: { start, end } }) => ({
			file: relative(process.cwd(), testFilePath),
			seconds: Math.round((end - start) / 1000),
		}));
		if (times.length < 2) return;
		const slowest = times.sort((a, b) => b.seconds - a.seconds).slice(0, most);
		const lines = slowest.map(({ file, seconds }) => `${String(seconds).padStart(5)} s  ${file}`);
		process.stderr.write(`\nSlowest test files:\n${lines.join('\n')}\n`);
	}
};
