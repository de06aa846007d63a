import { labelProblem } from '../userLabels';
import { ownLabels } from '../tuning/ownLabels';
import type { Finding } from './setupFinding';
import { missing, ok } from './setupFinding';

export function checkLabels(labels: Record<string, string>): Finding {
	const problem = labelProblem(labels, ownLabels);
	if (problem) return missing(`${problem.message}. ${problem.wayOut}`);
	return ok('The number of labels is within the limit.');
}
