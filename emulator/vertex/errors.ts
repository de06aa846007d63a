import { ApiError, badRequest, errorInfo, help } from '../errors.ts';
import type { FieldViolation } from '../errors.ts';

export const VERTEX_HOST = 'aiplatform.googleapis.com';

/** Vertex AI's error for invalid fields: all of them in the message, and again in the details. */
export function fieldErrors(violations: readonly FieldViolation[]): ApiError {
	const shown = violations.map(
		({ field, description }, i) => `${i + 1}.Field: ${field}; Message: ${description}\t`,
	);
	return new ApiError('INVALID_ARGUMENT', `List of found errors:\t${shown.join('')}`, [
		badRequest(violations),
	]);
}

export function fieldError(field: string, description: string): ApiError {
	return fieldErrors([{ field, description }]);
}

/** The caller lacks a permission on a resource, which is given without its service. */
export function permissionDenied(permission: string, resource: string, service = VERTEX_HOST): ApiError {
	return new ApiError(
		'PERMISSION_DENIED',
		`Permission '${permission}' denied on resource '//${service}/${resource}' (or it may not exist).`,
		[{ ...errorInfo('IAM_PERMISSION_DENIED', { permission, resource }), domain: service }],
	);
}

/** There is no project with this name. */
export function noSuchProject(project: string, service = VERTEX_HOST): ApiError {
	return new ApiError('PERMISSION_DENIED', `Permission denied on resource project ${project}.`, [
		help(
			'Google developer console API key',
			`https://console.developers.google.com/project/${project}/apiui/credential`,
		),
		errorInfo('CONSUMER_INVALID', { consumer: `projects/${project}`, service }),
	]);
}

export function notFound(kind: string): ApiError {
	return new ApiError('NOT_FOUND', `The ${kind} does not exist.`);
}
