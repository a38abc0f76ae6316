// The command line: what an operator does to clients, users, keys and grants, and what is wrong with a deployment.
import { runCommandLine } from './run-command-line.ts';

// A reader such as `head` may close the pipe early.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

await runCommandLine(process.argv.slice(2));
