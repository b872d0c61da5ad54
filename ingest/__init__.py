"""Turns the files of a corpus into cited chunks and records and publishes them to Chroma."""
