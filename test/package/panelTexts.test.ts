/** n8n's UX rules for every text that a panel shows, also those that are put together from parts, which ESLint can't see. */
import type { ICredentialType, INodeProperties, INodeType } from 'n8n-workflow';
import {
	GeminiCreateTunedModel,
	GeminiGenerateContent,
	GeminiTunedChatModel,
	GeminiTunedModel,
	GeminiTuningGoogleAuthApi,
	GeminiTuningOAuth2Api,
	GeminiWaitForTuningTrigger,
} from '../../index';

interface Text {
	/** Where it is: node or credential, then the names of its fields. */
	place: string;
	kind: 'title' | 'description' | 'whether' | 'placeholder' | 'action';
	text: string;
}

type Entry = NonNullable<INodeProperties['options']>[number] | NonNullable<INodeProperties['modes']>[number];

/** Their placeholders are the words of a button or of a list, not an example. */
const withoutExample: readonly string[] = ['collection', 'fixedCollection', 'list'];

/** All texts of a field, an option, a mode or a group of fields, and of everything inside it. */
function textsOf(entry: INodeProperties | Entry, parent: string): Text[] {
	const place = `${parent} › ${entry.name}`;
	const texts: Text[] = [];
	const add = (kind: Text['kind'], text: unknown) => {
		if (typeof text === 'string' && text !== '') texts.push({ place, kind, text });
	};
	const type = 'type' in entry ? entry.type : undefined;
	if (type !== 'notice' && type !== 'hidden')
		add('title', 'displayName' in entry ? entry.displayName : entry.name);
	if ('description' in entry) add(type === 'boolean' ? 'whether' : 'description', entry.description);
	if ('placeholder' in entry && !withoutExample.includes(type ?? '')) add('placeholder', entry.placeholder);
	if ('action' in entry) add('action', entry.action);
	const inside = [
		...('options' in entry ? (entry.options ?? []) : []),
		...('modes' in entry ? (entry.modes ?? []) : []),
		...('values' in entry ? entry.values : []),
	];
	return [...texts, ...inside.flatMap((each) => textsOf(each, place))];
}

const nodes: INodeType[] = [
	new GeminiCreateTunedModel(),
	new GeminiGenerateContent(),
	new GeminiTunedChatModel(),
	new GeminiTunedModel(),
	new GeminiWaitForTuningTrigger(),
];
const credentials: ICredentialType[] = [new GeminiTuningGoogleAuthApi(), new GeminiTuningOAuth2Api()];
const panels = [...nodes.map(({ description }) => description), ...credentials];

const texts = panels.flatMap(({ name, properties }) => properties.flatMap((each) => textsOf(each, name)));

const small = /^(?:a|an|and|as|at|but|by|for|from|in|nor|of|on|or|per|the|to|up|vs|with)$/;

/** Each word begins with a capital, but for small ones between others. */
const isTitle = (text: string) =>
	text
		.split(/[\s/]+/)
		.every(
			(word, index, { length }) =>
				!/^\(?\p{Ll}/u.test(word) || (small.test(word) && index > 0 && index < length - 1),
		);

/** Sentences, where "e.g." and figures end none. */
const sentences = (text: string) =>
	text
		.replace(/\be\.g\./g, 'eg')
		.split(/[.!?](?:\s+|$)/)
		.filter(Boolean).length;

/** Several sentences end with a period, a single one doesn't. */
const isDescription = (text: string) => !/^\p{Ll}/u.test(text) && sentences(text) > 1 === text.endsWith('.');

const keepsRule: Record<Text['kind'], (text: string) => boolean> = {
	title: isTitle,
	description: isDescription,
	whether: (text) => text.startsWith('Whether ') && isDescription(text),
	placeholder: (text) => text.startsWith('e.g. '),
	action: (text) => /^\p{Lu}/u.test(text) && !text.endsWith('.'),
};

/** Older than this test. Remove a text once it is rewritten; add none. */
const baseline = ['{ "type": "service_account", "project_id": …'];

it('finds the texts of all panels', () => expect(texts.length).toBeGreaterThan(300));

it.each(Object.keys(keepsRule))('keeps the rule for each %s', (kind) => {
	const broken = texts.filter(
		(each) => each.kind === kind && !keepsRule[each.kind](each.text) && !baseline.includes(each.text),
	);
	expect(broken).toEqual([]);
});

it.each<[Text['kind'], string, boolean]>([
	['title', 'If Response Is Invalid', true],
	['title', 'If response is invalid', false],
	['description', 'Name of the tuned model', true],
	['description', 'Name of the tuned model.', false],
	['description', 'Name of the model, e.g. the tuned one', true],
	['description', 'Name of the model. Empty by default', false],
	['description', 'name of the tuned model', false],
	['whether', 'Whether to wait', true],
	['whether', 'Wait until the end', false],
	['placeholder', 'e.g. 2', true],
	['placeholder', '2', false],
	['action', 'create a model', false],
])('judges the %s %j as %s', (kind, text, isKept) => expect(keepsRule[kind](text)).toBe(isKept));
