/**
 * The user's labels of a job. A job can have 64 labels, including this package's own. Sources: docs.cloud.google.com on the requirements
 * for labels, and google/cloud/aiplatform/v1.
 */
const mostLabels = 64;

/** A message and the fix. */
export interface LabelProblem {
	message: string;
	wayOut: string;
}

/**
 * Why a job can't have the user's labels; undefined if it can.
 *
 * @param own keys of this package's labels for such a job
 */
export function labelProblem(
	labels: Record<string, string> = {},
	own: readonly string[],
): LabelProblem | undefined {
	const keys = Object.keys(labels);
	const taken = keys.filter((key) => own.includes(key)).map((key) => `'${key}'`);
	if (taken.length > 0) {
		return {
			message: `'Labels' contains ${taken.join(' and ')}, which this node sets itself`,
			wayOut: 'Choose other keys.',
		};
	}
	const room = mostLabels - own.length;
	if (keys.length <= room) return undefined;
	return {
		message: `'Labels' contains ${keys.length} labels, and the limit is ${room}`,
		wayOut: `Google accepts ${mostLabels} labels, and this node uses ${own.length} of them. Remove some.`,
	};
}
