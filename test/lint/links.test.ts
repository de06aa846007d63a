import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { root } from '../package/packed.ts';

const filesIn = (folder: string, ending: string) =>
	readdirSync(join(root, folder), { encoding: 'utf8', recursive: true })
		.filter((file) => file.endsWith(ending) && !file.includes('node_modules'))
		.map((file) => join(root, folder, file));

const read = (file: string) => readFileSync(file, 'utf8');

const pages = [
	...['README.md', 'CHANGELOG.md', 'CONTRIBUTING.md', 'emulator/README.md'].map((file) => join(root, file)),
	...filesIn('docs', '.md'),
];

/** Anchors as GitHub makes them from headings. */
const anchorsOf = (page: string) =>
	[...read(page).matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
		heading
			.toLowerCase()
			.replace(/[^\p{L}\p{N} -]/gu, '')
			.replace(/ /g, '-'),
	);

/** Links and images of a page that lead to a file or a heading of this repository. */
const linksOf = (page: string) =>
	[...read(page).matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]*))?\)/g)].map(([link, path = '', anchor]) => ({
		link: `${relative(root, page)} ${link}`,
		target: path === '' ? page : join(dirname(page), path),
		anchor,
	}));

it('links pages to files and headings that exist', () => {
	const links = pages.flatMap(linksOf);
	expect(links.length).toBeGreaterThan(20);
	const broken = links.filter(
		({ target, anchor }) =>
			!existsSync(target) || (anchor !== undefined && !anchorsOf(target).includes(anchor)),
	);
	expect(broken).toEqual([]);
});

it('has every README heading that nodes and credentials link to', () => {
	const { homepage }: { homepage: string } = JSON.parse(read(join(root, 'package.json')));
	const sources = [
		...filesIn('nodes', '.json'),
		...filesIn('nodes', '.ts'),
		...filesIn('credentials', '.ts'),
	];
	const anchors = sources.flatMap((file) =>
		[...read(file).matchAll(new RegExp(`${homepage}#([\\w-]+)`, 'g'))].map(([, anchor = '']) => anchor),
	);
	expect(anchors.length).toBeGreaterThan(5);
	expect(anchorsOf(join(root, 'README.md'))).toEqual(expect.arrayContaining(anchors));
});
