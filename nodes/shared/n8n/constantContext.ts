import type { IExecuteFunctions } from 'n8n-workflow';

/**
 * The context of a node that reads its parameters for thousands of items in one go. n8n takes some tenths of a millisecond for
 * each reading; a parameter that holds no expression is the same for all items, and read for the first one only.
 */
export function constantContext(ctx: IExecuteFunctions): IExecuteFunctions {
	const { parameters } = ctx.getNode();
	const known = new Map<string, unknown>();

	function getNodeParameter(name: string, itemIndex: number, fallback?: unknown): unknown {
		const [root = name] = name.split('.');
		if (holdsExpression(parameters[root])) return ctx.getNodeParameter(name, itemIndex, fallback);
		if (!known.has(name)) known.set(name, ctx.getNodeParameter(name, itemIndex, fallback));
		return known.get(name);
	}

	return Object.assign(Object.create(ctx), { getNodeParameter });
}

function holdsExpression(value: unknown): boolean {
	if (typeof value === 'string') return value.startsWith('=');
	return typeof value === 'object' && value !== null && Object.values(value).some(holdsExpression);
}
