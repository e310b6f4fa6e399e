import './commands/program.ts';
