import { parseJson } from '../../http/parseJson';
import { fields } from '../../http/shape';
import { status } from '../../http/status';

const failing = fields({ error: status });

/**
 * The reason in a failed line's status. `Bad Request: {"error": {"code": 400, "message": "…", "status": "INVALID_ARGUMENT"}}` is
 * documented. Any other status is returned unchanged.
 */
export function reasonOf(line: string): string {
	const [, json = ''] = /^[^{]*(\{.*\})\s*$/s.exec(line) ?? [];
	const error = failing(parseJson(json))?.error;
	if (error?.message) return error.status ? `${error.message} (${error.status})` : error.message;
	return line === '' ? 'Vertex AI gave no reason' : line;
}
