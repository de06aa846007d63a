import type { Page, PageRequest } from './http/paginate';

export interface Sharing {
	list(model: string, request?: PageRequest): Promise<Page<Permission>>;
	add(model: string, grantee: Grantee, role: Role): Promise<Permission>;
	/** @param name a permission's resource name */
	changeRole(name: string, role: Role): Promise<Permission>;
	/** @param name a permission's resource name */
	remove(name: string): Promise<void>;
	transferOwnership(model: string, emailAddress: string): Promise<void>;
}

/** A person or group that can use a tuned model. */
export interface Permission {
	/** `tunedModels/{id}/permissions/{permission}` */
	name: string;
	/** USER, GROUP or EVERYONE, as Google writes it. */
	granteeType: string;
	/** Null for EVERYONE. */
	emailAddress: string | null;
	/** OWNER, WRITER or READER, as Google writes it. */
	role: string;
}

export type Role = 'OWNER' | 'WRITER' | 'READER';

export type Grantee = { granteeType: 'USER' | 'GROUP'; emailAddress: string } | { granteeType: 'EVERYONE' };
