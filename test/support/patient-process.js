// Loaded before the app in a process that a test starts: its deadlines never pass, but for one of the store on SIGUSR2.
import { heldDeadlines } from './held-deadlines.js';

const deadlines = heldDeadlines();
Reflect.set(globalThis, Symbol.for('tessera.deadlines'), deadlines);
process.on('SIGUSR2', () => deadlines.pass());
