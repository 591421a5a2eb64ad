"""Tests, as a package of ours: Ciw installs its own under the same name, and would win."""
