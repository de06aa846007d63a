import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { repositoryRoot } from '../harness/paths.ts';

const run = promisify(execFile);
const cli = join(repositoryRoot(), 'bench', 'cli.ts');

it('lists its cases when the requested one does not exist', async () => {
	const asked = run(process.execPath, ['--no-warnings', cli, '--only', 'nothing', '--json']);
	await expect(asked).rejects.toMatchObject({
		stdout: '',
		stderr: expect.stringContaining(
			"There is no case 'nothing'. Cases: unlimited, random, concurrent64, perMinute600, faults, cancel, memory, ",
		),
	});
});
