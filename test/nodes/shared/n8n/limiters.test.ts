import { limiterFor } from '../../../../nodes/shared/n8n/limiters.ts';

const usual = { id: '1', project: 'mine', location: 'us-central1', model: 'one', method: 'generateContent' };

/** The limiter that a node gets which asks like this. */
function limiterOf(change: Partial<typeof usual> = {}): unknown {
	const { id, project, location, model, method } = { ...usual, ...change };
	// All that it looks at of the node.
	const credentials = { geminiTuningOAuth2Api: { id, name: 'Mine' } };
	const context = { getNode: () => ({ parameters: {}, credentials }) };
	return Reflect.apply(limiterFor, undefined, [context, { project, location }, model, method]);
}

it('is the same for everybody who asks the same with the same credential', () => {
	expect(limiterOf()).toBe(limiterOf());
});

it.each<Partial<typeof usual>>([
	{ id: '2' },
	{ project: 'theirs' },
	{ location: 'europe-west4' },
	{ model: 'two' },
	{ method: 'countTokens' },
])('is another one with %j', (change) => {
	expect(limiterOf(change)).not.toBe(limiterOf());
	expect(limiterOf(change)).toBe(limiterOf(change));
});
