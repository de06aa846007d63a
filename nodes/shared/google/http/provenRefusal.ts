import { GoogleApiError } from './googleErrors';

/** HTTP status of each google.rpc.Code for a rejected request (google/rpc/code.proto). */
const refusalStatuses: ReadonlyMap<string | undefined, number> = new Map([
	['INVALID_ARGUMENT', 400],
	['FAILED_PRECONDITION', 400],
	['OUT_OF_RANGE', 400],
	['UNAUTHENTICATED', 401],
	['PERMISSION_DENIED', 403],
	['NOT_FOUND', 404],
	['ALREADY_EXISTS', 409],
	['ABORTED', 409],
	['RESOURCE_EXHAUSTED', 429],
]);

/**
 * Whether Google itself rejected the request, which proves that nothing was executed. Google's errors have a google.rpc.Status whose code
 * and name fit the HTTP status. Errors of gateways and proxies don't, and prove nothing.
 *
 * @param httpStatus the only status that counts; any if absent
 */
export function isProvenRefusal(error: unknown, httpStatus?: number): error is GoogleApiError {
	if (!(error instanceof GoogleApiError)) return false;
	const { code, status } = error.status;
	const isSigned = code === error.httpStatus && refusalStatuses.get(status) === error.httpStatus;
	return isSigned && (httpStatus === undefined || error.httpStatus === httpStatus);
}
