"""The Python interface: questions that are asked in a script or a notebook, and answers as values."""
