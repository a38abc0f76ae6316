// Set up for each test file: what asks for the deadlines of its process gets those that never pass.
import { patientDeadlines } from './held-deadlines.js';

Reflect.set(globalThis, Symbol.for('tessera.deadlines'), patientDeadlines);
