/**
 * Labels that users give a job, beside those by which this package knows it again. A job has room for 64 in all:
 * docs.cloud.google.com on the requirements for labels, and the resources in google/cloud/aiplatform/v1 that name a limit.
 */
const mostLabels = 64;

/** A message, and a sentence or two on the way out. */
export interface LabelProblem {
	message: string;
	wayOut: string;
}

/**
 * Why a job cannot have a user's labels, undefined where it can.
 *
 * @param own keys of all labels that this package may give such a job
 */
export function labelProblem(
	labels: Record<string, string> = {},
	own: readonly string[],
): LabelProblem | undefined {
	const keys = Object.keys(labels);
	const taken = keys.filter((key) => own.includes(key)).map((key) => `'${key}'`);
	if (taken.length > 0) {
		return {
			message: `'Labels' holds ${taken.join(' and ')}, which this node gives the job itself`,
			wayOut: 'Choose other keys.',
		};
	}
	const room = mostLabels - own.length;
	if (keys.length <= room) return undefined;
	return {
		message: `'Labels' holds ${keys.length}, and there is room for ${room}`,
		wayOut: `Google takes ${mostLabels}, of which this node needs ${own.length} itself. Remove some.`,
	};
}
