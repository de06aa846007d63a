import type { Consumer } from '../auth.ts';
import { ApiError } from '../errors.ts';
import type { Permission, Role, TunedModel } from '../store.ts';

const strength: Record<Role, number> = { READER: 1, WRITER: 2, OWNER: 3 };

export interface Access {
	/** The strongest role that the caller has in its own name or through its project. */
	own: Role | undefined;
	/** The role of everyone. */
	everyone: Role | undefined;
}

function strongest(roles: readonly Role[]): Role | undefined {
	return [...roles].sort((a, b) => strength[b] - strength[a])[0];
}

/**
 * A model belongs to the project that it was created in. There the creator has the OWNER permission, and so do callers
 * without a name (API keys). Permissions by email apply to that caller in any project.
 */
export function accessTo(model: TunedModel, { project, caller }: Consumer): Access {
	const atHome = project.id === model.project;
	const creatorHasName = model.permissions.some(({ ofCreator }) => ofCreator);
	const own: Role[] = [];
	if (atHome && (!caller || caller.admin || !creatorHasName)) own.push('OWNER');
	if (model.readerProjectNumbers.includes(project.number)) own.push('READER');
	const named = (permission: Permission) => {
		const { granteeType, emailAddress, ofCreator } = permission;
		if (!caller || emailAddress === undefined || (ofCreator && !atHome)) return false;
		return granteeType === 'GROUP' ? caller.groups.includes(emailAddress) : caller.email === emailAddress;
	};
	own.push(...model.permissions.filter(named).map(({ role }) => role));
	const open = model.permissions
		.filter(({ granteeType }) => granteeType === 'EVERYONE')
		.map(({ role }) => role);
	return { own: strongest(own), everyone: strongest(open) };
}

export function hasRole(model: TunedModel, consumer: Consumer, needed: Role): boolean {
	const { own, everyone } = accessTo(model, consumer);
	const role = strongest([own, everyone].flatMap((one) => one ?? []));
	return role !== undefined && strength[role] >= strength[needed];
}

/** @throws ApiError 403; v1 names the bare ID */
export function requireRole(model: TunedModel, consumer: Consumer, needed: Role, version = 'v1beta'): void {
	if (hasRole(model, consumer, needed)) return;
	const shown = version === 'v1' ? model.id : `tunedModels/${model.id}`;
	throw new ApiError('PERMISSION_DENIED', `You do not have permission to access tuned model ${shown}`);
}
