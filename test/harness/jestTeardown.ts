let stop = async (): Promise<void> => {};

/** Jest's setup registers its cleanup here. */
export function stopAtTheEnd(undo: () => Promise<void>): void {
	stop = undo;
}

/** Runs once after all end-to-end tests. */
export default async function tearDown(): Promise<void> {
	await stop();
}
