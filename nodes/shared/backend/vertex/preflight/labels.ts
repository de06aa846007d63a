import { labelProblem } from '../labels';
import { ownLabels } from '../trace';
import type { Finding } from './finding';
import { missing, ok } from './finding';

export function checkLabels(labels: Record<string, string>): Finding {
	const problem = labelProblem(labels, ownLabels);
	if (problem) return missing(`${problem.message}. ${problem.wayOut}`);
	return ok('The number of labels is within the limit.');
}
