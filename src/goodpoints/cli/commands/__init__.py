"""The commands, a small module for each group of them: parse, call one service, print."""
