import { toDeclarations, toFunctionName, toToolName } from '../../../nodes/GeminiTunedChatModel/functions';

const tool = (name: string, inputSchema = {}) => ({ type: 'function' as const, name, inputSchema });

it.each([
	['Stock Level', 'Stock_Level'],
	['2nd order', '_2nd_order'],
	['größe', 'gr__e'],
	['a.b-c_d', 'a.b-c_d'],
	['x'.repeat(80), 'x'.repeat(64)],
])('calls the tool %s a name that Google takes', (name, expected) => {
	expect(toFunctionName(name)).toBe(expected);
	expect(toToolName(expected, [tool('other'), tool(name)])).toBe(name);
});

it('leaves out the parameters of a tool that takes none, and the dialect of those of others', () => {
	const properties = { a: { type: 'string' } };
	const schemas = [
		{ type: 'object', properties: {} },
		{ $schema: 'draft', type: 'object', properties },
	];
	const tools = [tool('none', schemas[0]), tool('one', schemas[1])];
	expect(toDeclarations(tools, ({ inputSchema }) => inputSchema)).toEqual([
		{ name: 'none' },
		{ name: 'one', parametersJsonSchema: { type: 'object', properties } },
	]);
});
