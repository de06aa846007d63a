import type { IDisplayOptions, INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import type { Capabilities } from '../shared/google/capabilities';
import type { CheckName, Treatment } from '../shared/domain/dataset/preparation';
import { allowedTreatments, defaultTreatments } from '../shared/domain/dataset/treatments';
import { shownWhere } from '../shared/panel/apis';

/** What readers of files find. */
export type FileCheck = 'fileEncoding' | 'fileFormat' | 'hiddenRow' | 'mergedCell';

/** What is looked for: in the rows, and already when a file is read. */
export type AnyCheck = CheckName | FileCheck | 'unreadableRow';

type CheckTable<T> = Readonly<Record<AnyCheck, T>>;

/** What can be done about each finding. */
export const allowed: CheckTable<readonly Treatment[]> = {
	...allowedTreatments,
	fileEncoding: ['stop', 'allow', 'off'],
	fileFormat: ['stop', 'allow', 'off'],
	hiddenRow: ['stop', 'allow', 'off'],
	mergedCell: ['stop', 'allow', 'off'],
	unreadableRow: ['stop', 'drop'],
};

/** What is done where the user says nothing. */
export const usual: CheckTable<Treatment> = {
	...defaultTreatments,
	fileEncoding: 'allow',
	fileFormat: 'allow',
	hiddenRow: 'allow',
	mergedCell: 'allow',
	unreadableRow: 'stop',
};

/**
 * Checks that only describe how the rows are distributed. All others find that texts are damaged, guessed, private or missing, so
 * that *Create* lists what they found in its `warnings`, too.
 */
const descriptive: ReadonlySet<AnyCheck> = new Set<AnyCheck>([
	'conflictingOutputs',
	'dominantOutput',
	'duplicate',
	'inTrainingAndValidation',
	'labelWithoutValidation',
	'nearDuplicate',
	'tooFewExamples',
	'whiteSpace',
]);

/** Whether *Create* warns of what a check found. */
export function isWarning(check: AnyCheck): boolean {
	return !descriptive.has(check);
}

interface Words {
	/** As the panel and the report call it. */
	title: string;
	description: string;
	/** Where it can be met at all. */
	where?: IDisplayOptions;
	can?: (supports: Capabilities) => boolean;
}

const inFiles: IDisplayOptions = { show: { '/examplesFrom': ['file'] } };
const withValidation = ({ validationData }: Capabilities) => validationData;

/** Every check in words. */
export const wordsOf: CheckTable<Words> = {
	brokenEncoding: {
		title: 'Broken Encoding',
		description: 'Texts that were read in the wrong encoding, so that accents became other characters',
	},
	conflictingOutputs: {
		title: 'Conflicting Outputs',
		description: 'The same input with different outputs',
	},
	dominantOutput: { title: 'Dominant Output', description: 'One output that far too many rows share' },
	duplicate: { title: 'Duplicates', description: 'Examples that are there more than once' },
	emptyCell: { title: 'Empty Cells', description: 'Inputs or outputs without a text' },
	errorCell: {
		title: 'Error Cells',
		description: 'Excel cells with an error such as #N/A, or with a formula that has no stored value',
		where: inFiles,
	},
	fileEncoding: {
		title: 'File Encoding',
		description: 'Files that are not UTF-8 and whose encoding was detected or declared',
		where: inFiles,
	},
	fileFormat: {
		title: 'File Format',
		description: 'Files that contain something else than their name says, or that are read in an unusual way',
		where: inFiles,
	},
	halfCharacter: { title: 'Half Characters', description: 'Texts that were cut off inside an emoji' },
	hiddenRow: { title: 'Hidden Rows', description: 'Rows that an Excel sheet hides', where: inFiles },
	inTrainingAndValidation: {
		title: 'In Training and Validation',
		description: 'Examples that the model learns and is measured by',
		can: withValidation,
	},
	labelWithoutValidation: {
		title: 'Label Without Validation',
		description: 'Outputs that many rows share, none of them kept apart to measure by',
		can: withValidation,
	},
	mergedCell: {
		title: 'Merged Cells',
		description: 'Excel cells that are merged across several rows',
		where: inFiles,
	},
	missingCell: { title: 'Missing Columns', description: 'Rows without one of the columns' },
	mixedColumn: {
		title: 'Mixed Columns',
		description:
			'Columns without a type whose values are of several kinds, or look like dates written as numbers',
	},
	nearDuplicate: { title: 'Near Duplicates', description: 'Examples that are almost the same' },
	noExamples: { title: 'No Examples', description: 'No row to learn from' },
	objectCell: {
		title: 'Objects in Columns',
		description: 'Objects and lists that become JSON text, in columns without a type',
	},
	personalData: {
		title: 'Personal Data',
		description: 'Texts that look like an e-mail address, a phone number or a card number',
	},
	roleOrder: {
		title: 'Role Order',
		description: "Conversations in which user and model don't take turns",
	},
	sameAnswers: {
		title: 'Same Answers',
		description: 'Chosen and rejected answers that are alike',
		where: { show: { '/method': ['preference'] } },
		can: ({ tuning }) => tuning.includes('method'),
	},
	secret: { title: 'Secrets', description: 'Texts that look like a key or a password' },
	severalInstructions: {
		title: 'Several System Instructions',
		description: 'Conversations with more than one system instruction, which are joined',
		can: ({ dataset }) => dataset.systemInstructions,
	},
	thoughts: {
		title: 'Thoughts',
		description:
			"Reasoning before an answer, which isn't trained; in tags such as <think> it is only reported",
	},
	tooFewExamples: { title: 'Too Few Examples', description: 'Less than what a model learns well from' },
	tooLong: {
		title: 'Too Long',
		description: 'Texts above the limits of the model',
		can: ({ dataset }) => Number.isFinite(dataset.inputLength),
	},
	tooManyBytes: { title: 'Too Many Bytes', description: 'More than the service takes at once' },
	tooManyValidationExamples: {
		title: 'Too Many Validation Examples',
		description: 'More than the service takes to measure by',
	},
	unreadableRow: {
		title: 'Unreadable Rows',
		description: 'Lines of a file that are no rows',
		where: inFiles,
	},
	unsupported: {
		title: 'Unsupported Parts',
		description: "Parts of rows that training examples can't include, such as images and tool calls",
	},
	unusedFields: {
		title: 'Unused Fields',
		description: "Fields in and beside the messages of a conversation that aren't used, such as an ID",
	},
	whiteSpace: { title: 'White Space', description: 'Spaces and line breaks around texts' },
	wrongType: { title: 'Wrong Type', description: 'Values that are not of the type of their column' },
};

function isCheck(name: string): name is AnyCheck {
	return Object.hasOwn(wordsOf, name);
}

/** The treatments as the panel offers them, in the order of the alphabet. */
const offers: ReadonlyArray<INodePropertyOptions & { value: Treatment }> = [
	{ name: 'Allow', value: 'allow', description: 'Use the rows and tell which' },
	{ name: 'Drop', value: 'drop', description: 'Leave the rows out and tell which' },
	{ name: 'Fix', value: 'fix', description: 'Mend the rows and tell which' },
	{ name: 'Off', value: 'off', description: 'Do not look for it' },
	{ name: 'Stop', value: 'stop', description: 'Go no further and tell which rows' },
];

function toField(check: AnyCheck): INodeProperties {
	const { title, description, where, can = () => true } = wordsOf[check];
	const preset = usual[check];
	return shownWhere(can, {
		displayName: title,
		name: check,
		type: 'options',
		options: offers.filter(({ value }) => allowed[check].includes(value)),
		default: preset,
		description,
		...(where && { displayOptions: where }),
	});
}

/** Checks of which the user has a choice. */
export const checks: AnyCheck[] = Object.keys(wordsOf)
	.filter(isCheck)
	.filter((check) => allowed[check].length > 1);

/** A check that is not added is treated as usual. */
export const checkFields: INodeProperties = {
	displayName: 'Checks',
	name: 'checks',
	type: 'collection',
	placeholder: 'Add check',
	default: {},
	description: 'What to do about findings, where it is not to be the usual',
	options: checks.map(toField).sort((a, b) => (a.displayName < b.displayName ? -1 : 1)),
	displayOptions: { hide: { examplesFrom: ['storage'] } },
};
