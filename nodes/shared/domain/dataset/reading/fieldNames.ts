/**
 * The meaning of fields and part types by their names in OpenAI's, Anthropic's, Bedrock's, Gemini's, ShareGPT's, LLaMA-Factory's and
 * LangChain's formats. Case, dashes and underscores don't matter: `tool_calls` is `toolCalls`.
 */

/** Returns the meaning of a name; undefined for a name without one. */
type Meaning<K> = (name: string) => K | undefined;

/** Names whose meaning is kept, so that rows with arbitrary keys don't fill the memory. */
const mostKept = 1_000;

function meanings<K extends string>(names: Readonly<Record<K, string>>): Meaning<K> {
	const known = new Map<string, K>();
	for (const kind in names) names[kind].split(' ').forEach((name) => known.set(name, kind));
	const kept = new Map<string, K | undefined>();
	return (name) => {
		if (kept.has(name)) return kept.get(name);
		const meaning = known.get(name.replace(/[-_]/g, '').toLowerCase());
		if (kept.size < mostKept) kept.set(name, meaning);
		return meaning;
	};
}

/** Fields beside the messages. */
export const besideMeaning = meanings({
	instruction: 'system systeminstruction systemprompt systemmessage',
	unsupported:
		'image images imageurl imageurls imagepath imagepaths audio audios audiourl audiopath video videos videourl videopath media attachment attachments inlinedata filedata ' +
		'tool tools function functions toolchoice functioncall functioncalls toolcalls toolconfig cachedcontent',
});

/** Fields of a message. `weight` is 1 for a message to learn, `mask` is true for one to skip. */
export const messageMeaning = meanings({
	thought:
		'thought thoughts thinking thinkingblocks reasoning reasoningcontent reasoningdetails reasoningtext',
	weight: 'weight lossweight loss train training trainonturn trainable',
	mask: 'mask masked ignoreloss',
	unsupported:
		'toolcall toolcalls toolcallid tooluse tooluseid toolresult toolresults functioncall functioncalls functioncalloutput functionresponse ' +
		'tools functions audio audios image images imageurl video videos media attachment attachments traindetail trainingdetail ' +
		'refusal',
});

/** Fields of a part of a message. A `marker` has no content of its own. */
export const partMeaning = meanings({
	thought: 'thought thinking redactedthinking reasoning reasoningcontent',
	marker: 'cachepoint cachecontrol thoughtsignature signature',
	unsupported:
		'inlinedata filedata functioncall functionresponse executablecode codeexecutionresult image imageurl audio inputaudio video videourl ' +
		'document file fileid tooluse toolresult toolcalls source ' +
		'refusal',
});

/** Values of `type` in a part, or in a message of OpenAI's Responses API. */
export const typeMeaning = meanings({
	text: 'text inputtext outputtext',
	thought: 'thinking redactedthinking reasoning reasoningcontent reasoningtext thought',
});
