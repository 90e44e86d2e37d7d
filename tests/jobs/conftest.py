from tests.cli.conftest import house, pattern

__all__ = ["house", "pattern"]
