"""Data frames and Parquet, for who goes on with pandas (extra `data`)."""

from __future__ import annotations

import io
from typing import Any

from escalation_sim.extras import needed
from escalation_sim.questions.sweep.study import Study


def frame(study: Study) -> Any:
    """The tidy table of a study as a pandas data frame. Raises UsageError where there is no pandas."""
    return needed("pandas", "data", "data frames and Parquet").DataFrame(study.table())


def parquet(study: Study) -> bytes:
    """The same as a Parquet file; what is nothing, such as the median day of a stage that is never reached, is null."""
    pyarrow, writer = (needed(module, "data", "Parquet files") for module in ("pyarrow", "pyarrow.parquet"))
    columns = {
        name: pyarrow.array(column, pyarrow.string() if column.dtype == object else None, from_pandas=True)
        for name, column in study.table().items()
    }
    file = io.BytesIO()
    writer.write_table(pyarrow.table(columns), file)
    return file.getvalue()
