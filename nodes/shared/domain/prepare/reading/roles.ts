/** What OpenAI, ShareGPT and Gemini call who speaks. */
const roles: ReadonlyMap<unknown, 'user' | 'model' | 'system'> = new Map([
	['user', 'user'],
	['human', 'user'],
	['assistant', 'model'],
	['model', 'model'],
	['gpt', 'model'],
	['chatgpt', 'model'],
	['bot', 'model'],
	['system', 'system'],
	['developer', 'system'],
]);

/** Undefined where it is somebody else: a tool, a function. */
export function roleOf(name: unknown): 'user' | 'model' | 'system' | undefined {
	return roles.get(typeof name === 'string' ? name.toLowerCase() : name);
}
