"""A simulator of policy ladders: a YAML file says how a government climbs, an engine says which stage it reaches, and why."""

__version__ = "0.1.0"
