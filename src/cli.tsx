import { runProgram } from './commands/program.ts';

process.exitCode = await runProgram(process.argv.slice(2));
// Ink and open sockets of senders may still hold the process; everything that matters is closed by now.
process.exit();
