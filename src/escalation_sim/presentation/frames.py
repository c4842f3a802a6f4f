"""Data frames and Parquet, for who goes on with pandas (extra `data`)."""

from __future__ import annotations

import io
from typing import Any

from escalation_sim.extras import needed
from escalation_sim.studies.sweep import Study


def frame(study: Study) -> Any:
    """The tidy table of a study as a pandas data frame. Raises UsageError where there is no pandas."""
    return needed("pandas", "data", "data frames and Parquet").DataFrame(study.table())


def parquet(study: Study) -> bytes:
    """The same as a Parquet file."""
    file = io.BytesIO()
    needed("pyarrow", "data", "data frames and Parquet")
    frame(study).to_parquet(file, engine="pyarrow", index=False)
    return file.getvalue()
