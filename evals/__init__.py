"""Measures the bot: question sets, calibration, benchmarks."""
