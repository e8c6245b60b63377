"""Arrays that grow at their end while others read them."""

from typing import Any, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

Number = TypeVar("Number", bound=np.generic)


class Growing(Generic[Number]):
    """Hands out slices from its beginning; what is in a slice never changes afterwards."""

    def __init__(self, values: NDArray[Number]) -> None:
        self.values = values
        """Everything so far."""
        self._room: NDArray[Any] = values

    def extend(self, more: NDArray[Any]) -> NDArray[Number]:
        """Add at the end; answers everything so far."""
        size = len(self.values)
        if len(self._room) < size + len(more):
            self._room = np.empty(2 * (size + len(more)), dtype=self.values.dtype)
            self._room[:size] = self.values
        self._room[size : size + len(more)] = more
        self.values = self._room[: size + len(more)]
        return self.values

    def put(self, places: NDArray[np.int64], values: NDArray[Any]) -> NDArray[Number]:
        """Change some values, in a copy; answers everything."""
        self._room = self.values = self.values.copy()
        self.values[places] = values
        return self.values
