/** Checks of files. The readers of files find these while they read. */

import type { Check } from '../check';

export const unreadableRow: Check = {
	title: 'Unreadable Rows',
	description: "Lines of a file that aren't rows",
	actions: ['stop', 'drop'],
	default: 'stop',
	where: 'files',
};

export const fileEncoding: Check = {
	title: 'File Encoding',
	description: "Files that aren't UTF-8, whose encoding was detected or declared",
	actions: ['stop', 'report', 'off'],
	default: 'report',
	where: 'files',
};

export const fileFormat: Check = {
	title: 'File Format',
	description: 'Files whose name suggests another format, or that are read in an unusual way',
	actions: ['stop', 'report', 'off'],
	default: 'report',
	where: 'files',
};

export const hiddenRow: Check = {
	title: 'Hidden Rows',
	description: 'Rows that an Excel sheet hides',
	actions: ['stop', 'report', 'off'],
	default: 'report',
	where: 'files',
};

export const mergedCell: Check = {
	title: 'Merged Cells',
	description: 'Excel cells that are merged across several rows',
	actions: ['stop', 'report', 'off'],
	default: 'report',
	where: 'files',
};
