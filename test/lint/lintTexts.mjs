/** Lints texts as if they were in files. The argument is JSON, `{ name: [path, text] }`; prints the messages by name. */
import { ESLint } from 'eslint';

const eslint = new ESLint();
const report = {};
for (const [name, [filePath, text]] of Object.entries(JSON.parse(process.argv[2]))) {
	const [{ messages }] = await eslint.lintText(text, { filePath });
	report[name] = messages.map(({ ruleId, line, column, message }) => ({ ruleId, line, column, message }));
}
console.log(JSON.stringify(report));
