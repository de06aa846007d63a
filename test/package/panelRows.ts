/** Rows that show what a field of Create Tuned Model is for: each holds what one check looks for. */
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { handmade, texts } from '../nodes/GeminiCreateTunedModel/files/handmadeWorkbook.ts';

/** What arrives in place of the usual rows, and what else stands on the panel. */
export interface Rows {
	items: IDataObject[];
	/** The content of a file that each item carries. */
	file?: string | Buffer;
	more?: INodeParameters;
}

const row = (input: unknown, output: unknown, others: IDataObject = {}): IDataObject =>
	JSON.parse(JSON.stringify({ text_input: input, output, worse: 'worse', ...others }));

const clean = [row('one', 'two'), row('two', 'three'), row('three', 'four')];
const sentence = 'The parcel that I ordered on Monday has not arrived yet, please tell me where it is';

const chat = (...roles: string[]) => ({ messages: roles.map((role) => ({ role, content: `from ${role}` })) });
const picture = {
	messages: [
		{ role: 'user', content: [{ type: 'image_url', image_url: { url: 'https://example.com/a.png' } }] },
		{ role: 'assistant', content: 'A cat.' },
	],
};

const inConversations = { exampleFormat: 'conversations', conversationColumn: 'messages' };
const plainChat = chat('user', 'assistant');
const lines = (rows: object[]) => rows.map((one) => JSON.stringify(one)).join('\n');

const cells = clean.map(({ text_input: input, output }) => texts(String(input), String(output), 'worse'));

/** A workbook with the clean rows, then these. */
const workbook = (rows: string, after = '') =>
	handmade({
		sheets: [{ name: 'Data', rows: texts('text_input', 'output', 'worse') + cells.join('') + rows, after }],
	});

const byType = { columnTypes: { column: [{ name: 'text_input', type: 'number', emptyMeansNull: false }] } };

/** By the name of the check. */
const ofChecks: Readonly<Record<string, Rows>> = {
	brokenEncoding: { items: [...clean, row('dÃ©jÃ\u00a0 vu', 'five')] },
	conflictingOutputs: { items: [...clean, row('one', 'five')] },
	dominantOutput: {
		items: Array.from({ length: 12 }, (_, index) => row(`row ${index}`, index < 11 ? 'yes' : 'no')),
	},
	duplicate: { items: [...clean, row('one', 'two')] },
	emptyCell: { items: [...clean, row('five', '')] },
	errorCell: {
		items: [{}],
		file: workbook(
			'<row><c t="str"><v>five</v></c><c t="e"><v>#N/A</v></c><c t="str"><v>worse</v></c></row>',
		),
	},
	// UTF-16 without a mark.
	fileEncoding: { items: [{}], file: [...lines(clean)].map((character) => `${character}\0`).join('') },
	fileFormat: { items: [{}], file: JSON.stringify({ data: clean }) },
	halfCharacter: { items: [...clean, { ...row('', 'six'), text_input: 'cut \ud83d' }] },
	hiddenRow: {
		items: [{}],
		file: workbook(texts('five', 'six', 'worse').replace('<row>', '<row hidden="1">')),
	},
	inTrainingAndValidation: {
		items: [...clean, row('one', 'two', { held: true })],
		more: { options: { validationColumn: 'held' } },
	},
	labelWithoutValidation: {
		items: [
			...Array.from({ length: 10 }, (_, index) => row(`row ${index}`, index < 5 ? 'yes' : 'no')),
			row('row 10', 'yes', { held: true }),
		],
		more: { options: { validationColumn: 'held' } },
	},
	mergedCell: {
		items: [{}],
		file: workbook('', '<mergeCells><mergeCell ref="C3:C4"/></mergeCells>'),
	},
	missingCell: { items: [...clean, { text_input: 'five', worse: 'worse' }] },
	mixedColumn: { items: [...clean, row(5, 'six')] },
	nearDuplicate: { items: [...clean, row(sentence, 'five'), row(`${sentence}!`, 'five')] },
	objectCell: { items: [...clean, row('five', { city: 'Ulm' })] },
	personalData: { items: [...clean, row('mail ada.lovelace@gmail.com', 'five')] },
	roleOrder: {
		items: [plainChat, chat('user', 'user', 'assistant')],
		more: inConversations,
	},
	sameAnswers: { items: [...clean, row('five', 'worse')] },
	secret: {
		items: [...clean, row(`the key is ${['AIza', 'SyA1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q'].join('')}`, 'five')],
	},
	severalInstructions: {
		items: [plainChat, { ...chat('system', 'user', 'assistant'), system: 'Be brief.' }],
		more: inConversations,
	},
	thoughts: {
		items: [
			plainChat,
			{
				messages: [
					{ role: 'user', content: 'one' },
					{ role: 'assistant', content: 'two', reasoning_content: 'After one comes two.' },
				],
			},
		],
		more: inConversations,
	},
	tooFewExamples: { items: clean },
	tooLong: { items: [...clean, row('five', 'x'.repeat(5_001))] },
	unreadableRow: { items: [{}], file: `${clean.map((one) => JSON.stringify(one)).join('\n')}\n{"text_in` },
	unsupported: {
		items: [plainChat, picture],
		more: inConversations,
	},
	unusedFields: { items: [...clean, row([{ role: 'user', content: 'five', name: 'Ada' }], 'six')] },
	whiteSpace: { items: [...clean, row(' five ', 'six')] },
	wrongType: {
		items: [row('1', 'two'), row('2', 'three'), row('some', 'four')],
		more: byType,
	},
};

const checks = Object.entries(ofChecks).map(([check, rows]) => [`create › checks › ${check}`, rows] as const);
const numbers = [row('46082.0', 'two'), row('46083.0', 'three')];

/** By the field's label. */
export const rowsFor: Readonly<Record<string, Rows>> = {
	...Object.fromEntries(checks),
	examplesFrom: { items: clean, file: JSON.stringify(row('from a file', 'five')) },
	'create › exampleFormat': {
		items: [{ ...chat('user', 'assistant'), ...row('one', 'two') }],
		more: {
			inputTemplate: '{{count}} after {text_input}',
			outputTemplate: '{output}',
			conversationColumn: 'messages',
		},
	},
	'create › columnTypes › type': { items: numbers },
	'create › columnTypes › emptyMeansNull': {
		items: [...clean, { output: 'six' }],
		more: { checks: { emptyCell: 'drop', missingCell: 'drop' } },
	},
	'options › validationSplit': {
		items: Array.from({ length: 40 }, (_, index) => row(`row ${index}`, `answer ${index}`)),
	},
};

/** What makes the node stop, as it is to. */
export const stopping: string[] = [
	...Object.keys(ofChecks).map((check) => `create › checks › ${check}=stop`),
	'create › columnTypes › type=boolean',
];
