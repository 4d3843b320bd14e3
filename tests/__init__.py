"""Tests of the whole project, one folder for each part; `kit` holds those of `shared/`."""
