"""Benchmarks: tables of ratios within one run, never asserted."""
