import { limiterFor } from '../../../../nodes/shared/runtime/processLimiters.ts';

const settings = {
	id: '1',
	project: 'mine',
	location: 'us-central1',
	model: 'one',
	method: 'generateContent',
};

/** The limiter of a node with these settings. */
function limiterOf(change: Partial<typeof settings> = {}): unknown {
	const { id, project, location, model, method } = { ...settings, ...change };
	// The only parts of the node that `limiterFor` reads.
	const credentials = { geminiTuningOAuth2Api: { id, name: 'Mine' } };
	const context = { getNode: () => ({ parameters: {}, credentials }) };
	return Reflect.apply(limiterFor, undefined, [context, { project, location }, model, method]);
}

it('is the same for the same model, location and credential', () => {
	expect(limiterOf()).toBe(limiterOf());
});

it.each<Partial<typeof settings>>([
	{ id: '2' },
	{ project: 'theirs' },
	{ location: 'europe-west4' },
	{ model: 'two' },
	{ method: 'countTokens' },
])('is another one with %j', (change) => {
	expect(limiterOf(change)).not.toBe(limiterOf());
	expect(limiterOf(change)).toBe(limiterOf(change));
});
