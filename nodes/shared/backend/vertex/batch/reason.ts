import type { Status } from '../../http';

/**
 * What a failed line's status says: `Bad Request: {"error": {"code": 400, "message": "…", "status": "INVALID_ARGUMENT"}}` is
 * documented; anything else is told as it stands.
 */
export function reasonOf(status: string): string {
	const [, json = ''] = /^[^{]*(\{.*\})\s*$/s.exec(status) ?? [];
	const error = parseError(json);
	if (error?.message) return error.status ? `${error.message} (${error.status})` : error.message;
	return status === '' ? 'Vertex AI did not say why' : status;
}

function parseError(json: string): Status | undefined {
	try {
		const parsed: { error?: Status } | null = JSON.parse(json);
		return parsed?.error;
	} catch {
		return undefined;
	}
}
