import { ApiError, invalidArgument } from '../errors.ts';
import { present } from '../json.ts';
import { parseBody } from '../jsonBody.ts';
import type { Json } from '../json.ts';
import { decode, maskPaths } from '../proto.ts';
import { digits } from '../random.ts';
import type { GranteeType, Permission, Role, TunedModel } from '../store.ts';
import { accessTo, requireRole } from './access.ts';
import { findTunedModel } from './lookup.ts';
import { permission as permissionMessage, transferOwnershipRequest } from './messages.ts';
import type { Request, Service } from './method.ts';
import { paginate } from '../paging.ts';
import { renderPermission } from './render.ts';

/** Owners and writers may share a model; readers may only use it. */
function shareable(service: Service, request: Request): TunedModel {
	const model = findTunedModel(service, request.ids[0] ?? '');
	requireRole(model, request.consumer, 'WRITER', request.version);
	return model;
}

function findPermission(model: TunedModel, id = ''): Permission {
	const permission = model.permissions.find((one) => one.id === id);
	if (!permission)
		throw new ApiError('NOT_FOUND', `Permission tunedModels/${model.id}/permissions/${id} does not exist.`);
	return permission;
}

export function createPermission(service: Service, request: Request): Json {
	const model = shareable(service, request);
	const { granteeType, emailAddress, role } = decode(
		permissionMessage,
		parseBody(request.body),
		'permission',
	);
	const grantee = readGrantee(granteeType, emailAddress);
	const permission: Permission = {
		id: grantee.granteeType === 'EVERYONE' ? 'everyone' : digits(service.random, 21),
		...grantee,
		role: readRole(role),
		ofCreator: false,
	};
	if (
		model.permissions.some(
			({ id, emailAddress: email }) => id === permission.id || (email && email === emailAddress),
		)
	) {
		throw new ApiError('ALREADY_EXISTS', 'The grantee already has a permission for this resource.');
	}
	model.permissions.push(permission);
	return renderPermission(model, permission);
}

/** An email address without a grantee type counts as a user's. */
function readGrantee(
	type: string | undefined,
	emailAddress: string | undefined,
): { granteeType: GranteeType; emailAddress?: string } {
	if (type === 'EVERYONE') {
		if (emailAddress)
			throw invalidArgument('permission.email_address', 'Must not be set for the grantee type EVERYONE.');
		return { granteeType: 'EVERYONE' };
	}
	if (!emailAddress || !/^[^@\s]+@[^@\s]+$/.test(emailAddress)) {
		throw invalidArgument(
			'permission.email_address',
			'An e-mail address is required for the grantee types USER and GROUP.',
		);
	}
	return { granteeType: type === 'GROUP' ? 'GROUP' : 'USER', emailAddress };
}

/** A model has one owner, which only transferOwnership changes. */
function readRole(role: string | undefined): Role {
	if (role === 'READER' || role === 'WRITER') return role;
	throw invalidArgument('permission.role', 'The role must be READER or WRITER.');
}

export function listPermissions(service: Service, request: Request): Json {
	const model = shareable(service, request);
	const ordered = [...model.permissions].sort((a, b) => (a.id < b.id ? -1 : 1));
	const { items, nextPageToken } = paginate(ordered, {
		params: request.params,
		defaultSize: 10,
		keyOf: ({ id }) => id,
	});
	return present({
		permissions:
			items.length > 0 ? items.map((permission) => renderPermission(model, permission)) : undefined,
		nextPageToken,
	});
}

export function getPermission(service: Service, request: Request): Json {
	const model = shareable(service, request);
	return renderPermission(model, findPermission(model, request.ids[1]));
}

export function patchPermission(service: Service, request: Request): Json {
	const model = shareable(service, request);
	const permission = findPermission(model, request.ids[1]);
	const change = decode(permissionMessage, parseBody(request.body), 'permission');
	const paths = maskPaths(request.params.get('updateMask') ?? null);
	if (!paths || paths.some((path) => path !== 'role')) {
		throw invalidArgument('update_mask', 'The update mask is required and may only name the role.');
	}
	permission.role = readRole(change.role);
	return renderPermission(model, permission);
}

export function deletePermission(service: Service, request: Request): Json {
	const model = shareable(service, request);
	const permission = findPermission(model, request.ids[1]);
	if (permission.role === 'OWNER') {
		throw new ApiError(
			'FAILED_PRECONDITION',
			'The permission of the owner cannot be deleted. Transfer the ownership first.',
		);
	}
	model.permissions.splice(model.permissions.indexOf(permission), 1);
	return {};
}

/** Makes another user the owner; the previous owner becomes a writer. */
export function transferOwnership(service: Service, request: Request): Json {
	const model = findTunedModel(service, request.ids[0] ?? '');
	requireRole(model, request.consumer, 'READER', request.version);
	const { emailAddress } = decode(transferOwnershipRequest, parseBody(request.body));
	if (accessTo(model, request.consumer).own !== 'OWNER') {
		throw new ApiError('PERMISSION_DENIED', 'You need to be the owner of the resource to transfer ownership');
	}
	const grantee = readGrantee('USER', emailAddress);
	for (const permission of model.permissions) if (permission.role === 'OWNER') permission.role = 'WRITER';
	const known = model.permissions.find((permission) => permission.emailAddress === emailAddress);
	if (known) known.role = 'OWNER';
	else
		model.permissions.push({ id: digits(service.random, 21), ...grantee, role: 'OWNER', ofCreator: false });
	return {};
}
