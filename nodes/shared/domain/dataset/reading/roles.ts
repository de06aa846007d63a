/** Who a message is by. */
export type Role = 'user' | 'model' | 'system';

/** Roles by their names at OpenAI, ShareGPT, LangChain and Gemini. */
const roles: ReadonlyMap<string, Role> = new Map([
	['user', 'user'],
	['human', 'user'],
	['assistant', 'model'],
	['model', 'model'],
	['gpt', 'model'],
	['chatgpt', 'model'],
	['bot', 'model'],
	['ai', 'model'],
	['system', 'system'],
	['developer', 'system'],
]);

/** The role by its name in any case, white space around it ignored; undefined for tools, functions and unknown names. */
export function roleOf(name: unknown): Role | undefined {
	return typeof name === 'string' ? roles.get(name.trim().toLowerCase()) : undefined;
}
