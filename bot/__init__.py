"""Answers questions from a published index, with citations; on the command line and in a web chat."""
