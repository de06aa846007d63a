import type { FieldViolation } from '../errors.ts';

const MOST_LABELS = 64;
const LABEL_KEY = /^[\p{Ll}\p{Lo}][\p{Ll}\p{Lo}\p{N}_-]{0,63}$/u;
const LABEL_VALUE = /^[\p{Ll}\p{Lo}\p{N}_-]{0,64}$/u;

/** The errors in a job's labels. */
export function checkLabels(field: string, labels: Record<string, string> = {}): FieldViolation[] {
	const refused = Object.entries(labels).flatMap(([key, value]) => [
		...(LABEL_KEY.test(key) ? [] : [{ field, description: `Invalid label key: "${key}".` }]),
		...(LABEL_VALUE.test(value) ? [] : [{ field, description: `Invalid label value: "${value}".` }]),
	]);
	if (Object.keys(labels).length > MOST_LABELS) {
		refused.push({ field, description: `At most ${MOST_LABELS} labels are allowed.` });
	}
	return refused;
}
