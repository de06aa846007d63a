/** A problem that blocks the creation of a job. */
export interface Finding {
	/** The problem with its limit and its fix, as sentences for the user. */
	message: string;
}
