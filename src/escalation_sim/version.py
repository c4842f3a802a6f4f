"""The version of the program: results and study files name it."""

__version__ = "0.1.0"
