import type { ISupplyDataFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import type * as Sdk from '@n8n/ai-node-sdk';

const fix =
	'Update n8n to a version with the AI node SDK, or use Gemini Generate Content instead. The other nodes of this package work without the SDK.';

/**
 * Loads n8n's SDK for AI nodes at its first use, so that the package also loads on an n8n without it.
 *
 * @throws NodeOperationError if n8n has no SDK
 */
export async function loadSdk(ctx: ISupplyDataFunctions): Promise<typeof Sdk> {
	return await import('@n8n/ai-node-sdk').catch((error: unknown) => {
		if (!isMissing(error)) throw error;
		throw new NodeOperationError(
			ctx.getNode(),
			"This version of n8n doesn't support chat models from community packages",
			{
				description: fix,
			},
		);
	});
}

function isMissing(error: unknown): boolean {
	return error instanceof Error && 'code' in error && error.code === 'MODULE_NOT_FOUND';
}
