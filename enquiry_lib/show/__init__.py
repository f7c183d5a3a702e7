"""What people see: sentences, pictures, tables and forms.

`el.show` is the name of this room and of the verb in the workbooks: Python puts the room in the package's
namespace as soon as any part of it is imported, so the room itself can be called and does what the verb does.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from enquiry_lib.stats.result import Result


class _Room(ModuleType):
    def __call__(self, result: Result) -> None:
        """Show a result: see `enquiry_lib.show.showing.show`."""
        from enquiry_lib.show.showing import show

        show(result)


sys.modules[__name__].__class__ = _Room
