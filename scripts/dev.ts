/**
 * A real n8n for development: it has this package from the working copy and reloads it after each change. The credential is
 * ready, all Google APIs are the emulator, and the example workflows are imported.
 */
import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { owner } from '../test/harness/environment.ts';
import { repositoryRoot } from '../test/harness/paths.ts';
import { readWorkflow } from '../test/harness/workflowFiles.ts';
import { installWatched } from './dev/watch.ts';
import { setStage } from './demo/stage.ts';

// The signal can arrive twice: from the terminal and from scripts/run.mjs.
const interrupted = new Promise((resolve) => {
	for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, resolve);
});

const say = (line: string) => console.log(line);
const stage = await setStage('vertex', say, installWatched);
try {
	const { n8n, emulator, credentials } = stage;
	const files = readdirSync(join(repositoryRoot(), 'workflows')).map((file) => basename(file, '.json'));
	await n8n.rest.importWorkflows(files.map((file) => readWorkflow(file, { credentials })));
	say(`
n8n         ${n8n.url}
  email     ${owner.emailOrLdapLoginId}
  password  ${owner.password}
Emulator    ${emulator.url}
Credentials ${credentials.map(({ name }) => `'${name}'`).join(', ')}

n8n reloads the nodes after each change. Restart for a new node, a new dependency or a changed emulator.
Press Ctrl+C to stop. Workflows and data are then removed.`);
	await interrupted;
	say('Stopping n8n');
} finally {
	await stage.close();
}
