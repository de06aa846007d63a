import { parseJson } from '../../parseJson';
import { fields } from '../../shape';
import { status } from '../../status';

const failing = fields({ error: status });

/**
 * What a failed line's status says: `Bad Request: {"error": {"code": 400, "message": "…", "status": "INVALID_ARGUMENT"}}` is
 * documented; anything else is told as it stands.
 */
export function reasonOf(line: string): string {
	const [, json = ''] = /^[^{]*(\{.*\})\s*$/s.exec(line) ?? [];
	const error = failing(parseJson(json))?.error;
	if (error?.message) return error.status ? `${error.message} (${error.status})` : error.message;
	return line === '' ? 'Vertex AI did not say why' : line;
}
