import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { extract } from 'tar';
import { here, repositoryRoot } from './paths.ts';

const run = promisify(execFile);

interface PackageJson {
	name: string;
	dependencies?: Record<string, string>;
	[key: string]: unknown;
}

/** Builds this package and packs it into `folder` as for publication. Returns the tarball's path. */
export async function packPackage(folder: string): Promise<string> {
	const cwd = repositoryRoot();
	await run('npm', ['run', 'build:only'], { cwd }).catch((error: Error & { stdout?: string }) => {
		throw new Error(`Can't build the package:\n${error.stdout ?? error.message}`);
	});
	const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', folder], { cwd });
	const packed: Array<{ filename: string }> = JSON.parse(stdout);
	return join(folder, packed[0]?.filename ?? '');
}

/**
 * Installs a packed community package into a user folder of n8n in the steps of n8n's own installer (Settings > Community
 * Nodes): unpack, drop the dev, peer and optional dependencies, install the others beside the package.
 */
export async function installPackage(userFolder: string, tarball: string): Promise<void> {
	await install(userFolder, async (folder) => await extract({ file: tarball, cwd: folder, strip: 1 }));
}

/** Installs this package without `dist`, into which the caller builds it. Returns the package's folder. */
export async function installUnbuilt(userFolder: string): Promise<string> {
	return await install(userFolder, (folder) =>
		cpSync(join(repositoryRoot(), 'package.json'), join(folder, 'package.json')),
	);
}

async function install(
	userFolder: string,
	unpack: (folder: string) => Promise<void> | void,
): Promise<string> {
	const unpacked = join(userFolder, '.n8n', 'nodes', 'unpacked');
	mkdirSync(unpacked, { recursive: true });
	await unpack(unpacked);
	const manifest: PackageJson = JSON.parse(readFileSync(join(unpacked, 'package.json'), 'utf8'));
	for (const kind of ['devDependencies', 'peerDependencies', 'optionalDependencies']) delete manifest[kind];
	writeFileSync(join(unpacked, 'package.json'), JSON.stringify(manifest, null, 2));
	if (Object.keys(manifest.dependencies ?? {}).length > 0) {
		cpSync(await installedDependencies(manifest), join(unpacked, 'node_modules'), { recursive: true });
	}
	const target = join(userFolder, '.n8n', 'nodes', 'node_modules', manifest.name);
	rmSync(target, { recursive: true, force: true });
	mkdirSync(join(target, '..'), { recursive: true });
	renameSync(unpacked, target);
	return target;
}

/** A node_modules folder with the runtime dependencies of a package, shared by all runs. */
async function installedDependencies({ name, dependencies }: PackageJson): Promise<string> {
	const hash = createHash('sha256').update(JSON.stringify(dependencies)).digest('hex').slice(0, 16);
	const folder = here('node_modules', '.cache', `${name}-${hash}`);
	const result = join(folder, 'node_modules');
	if (existsSync(result)) return result;
	const fresh = `${folder}-${process.pid}`;
	mkdirSync(fresh, { recursive: true });
	writeFileSync(join(fresh, 'package.json'), JSON.stringify({ name, dependencies }));
	await run(
		'npm',
		[
			'install',
			'--audit=false',
			'--fund=false',
			'--bin-links=false',
			'--install-strategy=shallow',
			'--ignore-scripts=true',
			'--package-lock=false',
		],
		{ cwd: fresh },
	);
	renameSync(fresh, folder);
	return result;
}
