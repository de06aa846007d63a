/**
 * n8n's AI Agent loads sqlite3 for one of its variants. sqlite3 isn't built here, since n8n keeps its data in Postgres, so
 * loading it would fail.
 */
const Module = require('node:module');

const load = Module._load;
Module._load = (request, ...more) => (request === 'sqlite3' ? {} : load(request, ...more));
