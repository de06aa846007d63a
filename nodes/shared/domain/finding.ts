/** Something that must be mended before a job can be created. */
export interface Finding {
	/** What is wrong, with the limit and the way out, in sentences a user can act on. */
	message: string;
}
