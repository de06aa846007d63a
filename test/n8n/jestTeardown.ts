let stop = async (): Promise<void> => {};

/** Called by jest's set-up with what undoes it. */
export function stopAtTheEnd(undo: () => Promise<void>): void {
	stop = undo;
}

/** Once after all end-to-end tests. */
export default async function tearDown(): Promise<void> {
	await stop();
}
