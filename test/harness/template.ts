import { cpSync } from 'node:fs';
import { basename } from 'node:path';
import { temporaryFolder } from './leftovers.ts';
import { startN8n } from './n8n.ts';
import { installPackage } from './package.ts';
import type { Database, Postgres } from './postgres.ts';

/**
 * A database that n8n has set up, and a user folder with the installed package. Copying them is faster than creating them.
 */
export interface Template {
	database: string;
	userFolder: string;
}

type Databases = Pick<Postgres, 'createDatabase'>;

/** Starts n8n once on an empty database and stops it again. `folder` becomes the user folder. */
export async function makeTemplate(postgres: Databases, folder: string, tarball: string): Promise<Template> {
	await installPackage(folder, tarball);
	const database = await postgres.createDatabase('n8n_template');
	const n8n = await startN8n({ database, userFolder: folder });
	await n8n.stop();
	return { database: database.name, userFolder: folder };
}

/** The place of one n8n, which `startN8n(place)` can start repeatedly. */
export interface Place {
	database: Database;
	userFolder: string;
	/** To call after n8n has stopped. */
	remove(): void;
}

/** A separate place for a new n8n, which then starts fast. */
export async function copyTemplate(postgres: Databases, template: Template): Promise<Place> {
	const folder = temporaryFolder('n8n');
	cpSync(template.userFolder, folder.path, { recursive: true });
	const database = await postgres.createDatabase(basename(folder.path), template.database);
	return { database, userFolder: folder.path, remove: () => folder.remove() };
}
