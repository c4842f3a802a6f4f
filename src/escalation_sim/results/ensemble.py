"""An ensemble: the columns of many histories, in order of their numbers."""

from escalation_sim.engines.columns import NEVER, Gathering, LadderColumns, blocked_pairs, stage_brakes, tabulate
from escalation_sim.engines.columns import Columns as Ensemble

__all__ = ["NEVER", "Ensemble", "Gathering", "LadderColumns", "blocked_pairs", "stage_brakes", "tabulate"]
