import type { Check } from '../check';
import { advice } from '../check';

const tag = /<\/?(?:think(?:ing)?|thoughts?|reasoning)>/i;

/** `reading/remarks.ts` notes thoughts in fields of messages. */
export const thoughts: Check = {
	title: 'Thoughts',
	description: "Reasoning before an answer, which isn't trained; in tags such as <think> it is only reported",
	actions: ['stop', 'drop', 'fix'],
	default: 'fix',
	texts: [
		{
			// DeepSeek and Qwen write tags. Their text stays, because users may train it on purpose.
			step: 'content',
			sides: ['output', 'rejected', 'earlier'],
			finds: (text) => tag.test(text),
			message: (subject, rows, action) =>
				`${subject} contains reasoning in tags such as <think> in ${rows}. ${advice(action, "It is trained as part of the text. Remove it before this node if the model shouldn't learn it.")}`,
		},
	],
};
