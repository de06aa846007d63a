import type { ISupplyDataFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import type * as Sdk from '@n8n/ai-node-sdk';

const wayOut =
	'This node needs the AI node SDK that newer versions of n8n bring along. Update n8n, or use Gemini Generate Content in place of a chat model. All other nodes of the package work without.';

/**
 * Loads n8n's own SDK for AI nodes, at its first use: the package has to load on an n8n without it.
 *
 * @throws NodeOperationError where n8n has none
 */
export async function loadSdk(ctx: ISupplyDataFunctions): Promise<typeof Sdk> {
	return await import('@n8n/ai-node-sdk').catch((error: unknown) => {
		if (!isMissing(error)) throw error;
		throw new NodeOperationError(ctx.getNode(), 'This n8n cannot take chat models from packages', {
			description: wayOut,
		});
	});
}

function isMissing(error: unknown): boolean {
	return error instanceof Error && 'code' in error && error.code === 'MODULE_NOT_FOUND';
}
