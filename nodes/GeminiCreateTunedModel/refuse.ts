import type { IExecuteFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import type { Finding } from '../shared/domain/finding';

/**
 * Stops with all that must be mended.
 *
 * @param purpose as in "a job can be created"
 * @param consolation what has not happened
 * @throws NodeOperationError unless there is nothing
 */
export function refuse(
	context: IExecuteFunctions,
	findings: Finding[],
	purpose: string,
	consolation: string,
): void {
	const [only, ...more] = findings;
	if (!only) return;
	// Numbered, since n8n's panel shows line breaks as spaces.
	const all = findings.map(({ message }, index) => `${index + 1}. ${message}`).join('\n');
	throw new NodeOperationError(
		context.getNode(),
		more.length === 0 ? only.message : `${findings.length} things must be fixed before ${purpose}`,
		{ description: more.length === 0 ? consolation : `${all}\n${consolation}` },
	);
}
