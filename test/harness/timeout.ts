/** A bound for what hangs. n8n starts within 10 s at rest, and within minutes on a busy machine. */
jest.setTimeout(600_000);
