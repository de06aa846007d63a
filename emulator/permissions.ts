/** The permissions granted to a member, by resource: `projects/ID` or `buckets/NAME`. */
type Grants = Map<string, readonly string[]>;

/**
 * The permissions that a test grants. A member without grants may do everything. From the first grant on it has only the
 * granted permissions, on the resource itself or on the project above it.
 */
export class Permissions {
	readonly #byMember = new Map<string, Grants>();

	/** Replaces a member's permissions on one resource. `*` ends a pattern: `storage.objects.*`, or `*` for everything. */
	grant(member: string, resource: string, permissions: readonly string[]): void {
		const grants: Grants = this.#byMember.get(member) ?? new Map();
		grants.set(resource, permissions);
		this.#byMember.set(member, grants);
	}

	/** Removes the grants of a member, or of all members. */
	clear(member?: string): void {
		if (member === undefined) this.#byMember.clear();
		else this.#byMember.delete(member);
	}

	/** Whether the member has any grants. */
	knows(member: string): boolean {
		return this.#byMember.has(member);
	}

	/** Whether a member has a permission on any of these resources: the requested one and those above it. */
	allows(member: string, permission: string, resources: readonly string[]): boolean {
		const grants = this.#byMember.get(member);
		if (!grants) return true;
		return resources.some((resource) =>
			(grants.get(resource) ?? []).some((granted) => fits(granted, permission)),
		);
	}

	list(): { member: string; resource: string; permissions: readonly string[] }[] {
		return [...this.#byMember].flatMap(([member, grants]) =>
			[...grants].map(([resource, permissions]) => ({ member, resource, permissions })),
		);
	}
}

function fits(granted: string, permission: string): boolean {
	return granted.endsWith('*') ? permission.startsWith(granted.slice(0, -1)) : granted === permission;
}
