import { readFileSync, writeFileSync } from 'node:fs';
import type { Server } from './postgres.ts';
import { connectPostgres } from './postgres.ts';
import type { Template } from './template.ts';

/** The values that jest's setup provides to the test files. */
export interface EndToEnd {
	postgres: Server;
	template: Template;
	/** The packed package. */
	tarball: string;
}

const variable = 'N8N_END_TO_END';

export function announce(file: string, facts: EndToEnd): void {
	writeFileSync(file, JSON.stringify(facts), { mode: 0o600 });
	process.env[variable] = file;
}

/** The Postgres, the template and the packed package that all end-to-end tests of a run share. */
export function endToEnd() {
	const file = process.env[variable];
	if (!file) throw new Error('Run the end-to-end tests with: npm run test:e2e');
	const facts: EndToEnd = JSON.parse(readFileSync(file, 'utf8'));
	return { ...facts, postgres: connectPostgres(facts.postgres) };
}
