"""Workbooks to reports."""

# papermill loads its engines, `kernels.ForkedEngine` among them, while it is itself being imported: it has to
# come first, or kernels would find itself half loaded.
import papermill.engines  # noqa: F401
