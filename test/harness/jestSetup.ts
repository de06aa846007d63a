import { join } from 'node:path';
import { announce } from './endToEnd.ts';
import { temporaryFolder } from './leftovers.ts';
import { packPackage } from './package.ts';
import { startPostgres } from './postgres.ts';
import { makeTemplate } from './template.ts';
import { stopAtTheEnd } from './jestTeardown.ts';

/** Runs once before all end-to-end tests: starts Postgres, and installs the packed package in an n8n template. */
export default async function setUp(): Promise<void> {
	const folder = temporaryFolder('end-to-end');
	const tarball = await packPackage(folder.path);
	const postgres = await startPostgres();
	stopAtTheEnd(async () => {
		await postgres.stop();
		folder.remove();
	});
	const template = await makeTemplate(postgres, join(folder.path, 'user'), tarball);
	announce(join(folder.path, 'facts.json'), { postgres, template, tarball });
}
