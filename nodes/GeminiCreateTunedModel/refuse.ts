import type { Finding } from '../shared/domain/finding';
import { ItemError } from '../shared/runtime/itemError';

/**
 * Stops with a list of everything that must be fixed.
 *
 * @param purpose as in "a job can be created"
 * @param consequence what the node didn't do, as a sentence
 * @throws ItemError if there are findings
 */
export function refuse(findings: Finding[], purpose: string, consequence: string): void {
	const [only, ...more] = findings;
	if (!only) return;
	if (more.length === 0) throw new ItemError(only.message, consequence);
	// Numbered, because n8n's panel shows line breaks as spaces.
	const all = findings.map(({ message }, index) => `${index + 1}. ${message}`).join('\n');
	throw new ItemError(`${findings.length} things must be fixed before ${purpose}`, `${all}\n${consequence}`);
}
