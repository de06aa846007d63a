import { GoogleApiError } from './errors';

/** HTTP status of each google.rpc.Code by which Google refuses a request (google/rpc/code.proto). */
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
 * Whether Google itself refused the request, so that nothing was carried out: a google.rpc.Status whose code and name fit the HTTP
 * status. Gateways and proxies send the same HTTP statuses, and 499, without one; their errors prove nothing.
 *
 * @param httpStatus only this status counts; any when absent
 */
export function isProvenRefusal(error: unknown, httpStatus?: number): error is GoogleApiError {
	if (!(error instanceof GoogleApiError)) return false;
	const { code, status } = error.status;
	const isSigned = code === error.httpStatus && refusalStatuses.get(status) === error.httpStatus;
	return isSigned && (httpStatus === undefined || error.httpStatus === httpStatus);
}
